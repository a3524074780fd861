using System.Collections;
using System.Diagnostics;
using System.Reflection;

namespace SeqGen.Tests.Models;

/// <summary>What callers pass in and what they receive cannot lead to a place outside a buffer.</summary>
public sealed class SafetyTests
{
    private const int Steps = 500;
    private const int Vocabulary = 50;

    /// <summary>Rows that are negative, after the end, or whose product with a row's length is a place inside again.</summary>
    public static TheoryData<int> WrongRows => [-1, int.MinValue, int.MinValue + 1, int.MaxValue, 1 << 30, 4, 3, -(1 << 30), 858_993_459, 1_431_655_766];

    [Theory]
    [MemberData(nameof(WrongRows))]
    public void A_row_that_is_not_in_use_is_refused(int row)
    {
        Batch features = new(new TestModel(new SumProgram(4)).Geometry, 4, 4, 4);
        features.Use(3);
        Batch tokens = new(new TestModel(new BagProgram(4, 9, 3, hasMask: true)).Geometry, 4, 1);
        tokens.Use(3);
        Action[] writes =
        [
            () => features.SetFeatures(row, [1, 2, 3, 4]),
            () => features.SetFeatures(row, "series", [1, 2, 3, 4]),
            () => features.SetFeatures(row, new[] { 0, 1 }, new[] { 5f, 6f }, size: 1),
            () => features.SetTargets(row, [1, 2, 3, 4]),
            () => features.SetSampleWeight(row, 1),
            () => features.SetSampleWeights(row, [1, 2, 3, 4]),
            () => tokens.SetTokens(row, [1, 2]),
            () => tokens.SetTokens(row, "words", [1, 2], [1, 0]),
        ];
        foreach (Action write in writes)
        {
            Should.Throw<ArgumentOutOfRangeException>(write);
        }

        if (row != 3)
        {
            Should.Throw<ArgumentOutOfRangeException>(() => features.Features(row).Length);
            Should.Throw<ArgumentOutOfRangeException>(() => features.Targets(row).Length);
            Should.Throw<ArgumentOutOfRangeException>(() => features.SampleWeight(row));
            Should.Throw<ArgumentOutOfRangeException>(() => tokens.Tokens(row).Length);
            Should.Throw<ArgumentOutOfRangeException>(() => tokens.Mask(row).Length);
        }

        features.Features(0).ToArray().ShouldBe(new float[4]);
        tokens.Tokens(0).ToArray().ShouldBe(new int[4]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MinValue)]
    public void A_step_without_a_sample_weight_is_refused(int step)
    {
        Batch batch = new(new TestModel(new SumProgram(4)).Geometry, 4, 4, 4);
        Should.Throw<ArgumentOutOfRangeException>(() => batch.SampleWeight(1, step));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(1 << 30)]
    [InlineData(int.MinValue)]
    public void A_row_that_the_table_does_not_have_is_refused(int index)
    {
        Batch batch = new(new TestModel(new SumProgram(4)).Geometry, 4, 0);
        Should.Throw<ArgumentOutOfRangeException>(() => batch.SetFeatures(0, new[] { 0, index }, new[] { 5f, 6f }, size: 1)).Message.ShouldContain("rows 0 to 1");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MinValue)]
    [InlineData(1 << 30)]
    public void A_row_that_the_data_set_does_not_have_is_refused(int row)
    {
        Dataset data = Dataset.FromFeatures([1, 2, 3, 4, 5, 6, 7, 8], 4, new float[8]);
        Batch batch = new(new TestModel(new SumProgram(4)).Geometry, 4, 4);
        Should.Throw<ArgumentException>(() => data.CopyRow(row, batch, 0));
        using Trainer trainer = new TestModel(new SumProgram(4)).CreateTrainer(new() { Loss = Loss.MeanSquaredError });
        Should.Throw<ArgumentException>(() => trainer.Step(data, [row]));
    }

    [Fact]
    public void A_length_that_is_changed_after_its_check_is_refused()
    {
        int[] lengths = [2, 2];
        Dataset data = Dataset.FromFeatures([1, 2, 3, 4, 5, 6, 7, 8], 4, new float[8]).WithLengths(lengths);
        lengths[0] = 6;
        Should.Throw<ArgumentException>(() => data.CopyRow(0, new(new TestModel(new SumProgram(4)).Geometry, 4, 4), 0));
    }

    /// <summary>
    /// The program of this model looks every token up with a check, so a token that got past the model's own one shows as another
    /// exception; emitted code would end the process.
    /// </summary>
    [Fact]
    public void Tokens_that_another_thread_changes_are_checked_as_they_are_read()
    {
        TestModel model = new(new BagProgram(Steps, Vocabulary, 3));
        TestModel padded = new(new BagProgram(Steps + 3, Vocabulary, 3));
        TestModel cut = new(new BagProgram(Steps - 3, Vocabulary, 3));
        int[] tokens = new int[Steps];
        Dataset data = Dataset.FromTokens(tokens, Steps, new int[1]);
        GradientComputation pass = model.CreateGradients();
        using CancellationTokenSource end = new();
        Thread flips = new(() =>
        {
            for (int place = 0; !end.IsCancellationRequested; place = (place + 31) % Steps)
            {
                Volatile.Write(ref tokens[place], int.MaxValue);
                Volatile.Write(ref tokens[place], 7);
            }
        });
        flips.Start();
        int refused = 0;
        Stopwatch time = Stopwatch.StartNew();
        for (int i = 0; i < 2_000 || (refused == 0 && time.Elapsed < TimeSpan.FromSeconds(60)); i++)
        {
            Try(() => model.Predict(tokens));
            Try(() => padded.Predict(tokens));
            Try(() => cut.Predict(tokens));
            Try(() => model.Predict(data, threads: 1));
            Try(() => pass.Inputs.SetTokens(0, tokens));
            pass.Inputs.Tokens(0).ContainsAnyExceptInRange(0, Vocabulary - 1).ShouldBeFalse();
        }

        end.Cancel();
        flips.Join();
        refused.ShouldBeGreaterThan(0);

        void Try(Action read)
        {
            try
            {
                read();
            }
            catch (ArgumentException)
            {
                refused++;
            }
        }
    }

    [Fact]
    public void Only_tokens_of_the_vocabulary_are_ever_copied()
    {
        Batch batch = new(new TestModel(new BagProgram(70, Vocabulary, 3)).Geometry, 1, 0);
        for (int position = 0; position < 70; position++)
        {
            int[] tokens = [.. Enumerable.Range(1, 70).Select(i => i % Vocabulary)];
            foreach (int wrong in new[] { Vocabulary, -1, int.MaxValue, int.MinValue })
            {
                tokens[position] = wrong;
                Should.Throw<ArgumentOutOfRangeException>(() => batch.SetTokens(0, tokens)).Message.ShouldContain($"Token {wrong} at position {position} ");
                batch.Tokens(0).ToArray().ShouldBe(new int[70]);
                Should.Throw<ArgumentOutOfRangeException>(() => batch.SetTokens(0, [.. tokens, 1])).Message.ShouldContain($"Token {wrong} at position {position} ");
                Should.Throw<ArgumentOutOfRangeException>(() => batch.SetTokens(0, tokens.AsSpan(0, position + 1))).Message.ShouldContain($"Token {wrong} at position {position} ");
            }
        }
    }

    /// <summary>Every list that is returned, of every public type that describes: none can be cast to something that changes.</summary>
    [Fact]
    public void Descriptions_cannot_be_changed()
    {
        BagProgram program = new(4, 9, 3);
        int lists = 0;
        Walk(program.Description);
        Walk(program.One);
        Walk(program.Tile);
        Walk(program.Training);
        lists.ShouldBeGreaterThan(15);

        int[] shape = [2, 3];
        WeightDescription weight = new() { Name = "w", Shape = shape, Offset = 0, Initializer = default };
        shape[0] = 1_000_000;
        weight.Shape.ShouldBe([2, 3]);
        weight.Length.ShouldBe(6);

        void Walk(object owner)
        {
            foreach (PropertyInfo property in owner.GetType().GetProperties())
            {
                if (property.GetValue(owner) is IEnumerable list and not string)
                {
                    lists++;
                    (list is Array).ShouldBeFalse(property.Name);
                    (list is IList { IsReadOnly: true }).ShouldBeTrue(property.Name);
                    foreach (object item in list)
                    {
                        Walk(item);
                    }
                }
            }
        }
    }
}
