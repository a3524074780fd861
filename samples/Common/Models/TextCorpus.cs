using SeqGen.Data;

namespace SeqGen.Samples;

/// <summary>Labelled texts to train on and to test with.</summary>
/// <param name="Name">What they are, for headlines and figures.</param>
/// <param name="Training">To train on, and to validate on where there is no <see cref="Validation"/>.</param>
/// <param name="Test">For the final evaluation only.</param>
/// <param name="Classes">The name of each class; a model with one output gives the probability of the second.</param>
public sealed record TextCorpus(
    string Name, IReadOnlyList<LabelledText> Training, IReadOnlyList<LabelledText> Test, IReadOnlyList<string> Classes)
{
    private const double HeldOut = 0.2;

    /// <summary>
    /// Holds out a fifth of every class to test with, and of the rest a fifth of every class to validate on; what remains
    /// is in random order.
    /// </summary>
    /// <param name="name">What they are.</param>
    /// <param name="samples">All of them.</param>
    /// <param name="classes">The name of each class.</param>
    /// <param name="seed">Of the division.</param>
    public static TextCorpus Stratified(string name, IReadOnlyList<LabelledText> samples, IReadOnlyList<string> classes, int seed)
    {
        (LabelledText[] remaining, LabelledText[] test) = Divide(samples, seed);
        (LabelledText[] training, LabelledText[] validation) = Divide(remaining, seed);
        return new(name, SeededShuffle.Shuffled(training, seed), test, classes) { Validation = validation };

        static (LabelledText[] Kept, LabelledText[] HeldOut) Divide(IReadOnlyList<LabelledText> samples, int seed)
        {
            DataSplit<int> split = DataSplit.Stratified([.. samples.Select(sample => sample.Label)], HeldOut, seed);
            return ([.. split.Training.Select(row => samples[row])], [.. split.Validation.Select(row => samples[row])]);
        }
    }

    /// <summary>To validate on after each epoch; <see langword="null"/> for the last fifth of <see cref="Training"/>.</summary>
    public IReadOnlyList<LabelledText>? Validation { get; init; }

    /// <summary>Further texts at hand: a model is not trained on them, but their words count for its vocabulary.</summary>
    public IReadOnlyList<string> Unlabelled { get; init; } = [];

    /// <summary>All texts whose words count for the vocabulary.</summary>
    public IEnumerable<string> VocabularyTexts => Training.Select(sample => sample.Text).Concat(Unlabelled);

    /// <summary>What happens to the rows, in words.</summary>
    public string Division =>
        Validation is null ? FormattableString.Invariant($"{Training.Count:N0} texts to train and validate on, {Test.Count:N0} to test with")
        : ReferenceEquals(Validation, Test) ? FormattableString.Invariant($"{Training.Count:N0} texts to train on, {Test.Count:N0} to validate with")
        : FormattableString.Invariant($"{Training.Count:N0} texts to train on, {Validation.Count:N0} to validate and {Test.Count:N0} to test with");
}
