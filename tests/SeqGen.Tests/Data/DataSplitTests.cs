using CsCheck;
using SeqGen.Data;

namespace SeqGen.Tests.Data;

public sealed class DataSplitTests
{
    [Fact]
    public void A_permutation_holds_every_number_once() =>
        Gen.Select(Gen.Int[0, 100], Gen.Int).Sample((count, seed) =>
            SeededShuffle.Permutation(count, seed).Order().SequenceEqual(Enumerable.Range(0, count)));

    [Fact]
    public void Shuffled_leaves_the_items_alone()
    {
        string[] items = ["a", "b", "c", "d", "e", "f"];
        string[] shuffled = SeededShuffle.Shuffled(items, 1);
        shuffled.ShouldNotBe(items);
        shuffled.Order().ShouldBe(items);
    }

    [Theory]
    [InlineData(10, 0.2, 8)]
    [InlineData(25_000, 0.2, 20_000)]
    [InlineData(7, 0.5, 3)]
    [InlineData(11, 0.1, 9)]
    public void The_last_fraction_is_held_out_as_by_Keras(int count, double fraction, int training)
    {
        DataSplit<int> split = DataSplit.Last([.. Enumerable.Range(0, count)], fraction);
        split.Training.ShouldBe(Enumerable.Range(0, training));
        split.Validation.ShouldBe(Enumerable.Range(training, count - training));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_fraction_outside_0_to_1_is_refused(double fraction)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => DataSplit.Last([1, 2, 3], fraction));
        Should.Throw<ArgumentOutOfRangeException>(() => DataSplit.Stratified([0, 0, 1, 1], fraction, 1));
    }

    [Fact]
    public void A_part_without_samples_is_refused()
    {
        Should.Throw<ArgumentException>(() => DataSplit.Last([1], 0.5)).Message.ShouldContain("1 samples");
        Should.Throw<ArgumentException>(() => DataSplit.Last(Array.Empty<int>(), 0.5));
        Should.Throw<ArgumentException>(() => DataSplit.Stratified([], 0.5, 1));
        Should.Throw<ArgumentException>(() => DataSplit.Stratified([0, 0, 1], 0.5, 1)).Message.ShouldContain("Class 1");
    }

    [Fact]
    public void A_stratified_split_keeps_the_shares_of_the_classes()
    {
        int[] labels = [.. Enumerable.Repeat(0, 900), .. Enumerable.Repeat(1, 100)];
        DataSplit<int> split = DataSplit.Stratified(labels, 0.2, 5);
        split.Validation.Count(i => labels[i] == 0).ShouldBe(180);
        split.Validation.Count(i => labels[i] == 1).ShouldBe(20);
        split.Training.Concat(split.Validation).Order().ShouldBe(Enumerable.Range(0, 1000));
        DataSplit.Stratified(labels, 0.2, 5).Validation.ShouldBe(split.Validation);
        DataSplit.Stratified(labels, 0.2, 6).Validation.ShouldNotBe(split.Validation);
    }
}
