using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Training gives the same weights, bit for bit, on any number of ranks with any number of threads. With SEQGEN_QUICK, one pair of numbers is tried.</summary>
public sealed class RankTests
{
    private const int Steps = 3;
    private const int LargeBatch = 70;
    private const int SmallestOf32 = 128;

    private static readonly (int Ranks, int Threads)[] Numbers = VectorWidths.IsQuick ? [(3, 2)] : [(1, 1), (2, 1), (2, 2), (3, 2), (4, 1), (8, 1), (8, 2)];

    public static TheoryData<string> Names => SampleModels.Names;

    public static TheoryData<string> Optimizers => DeterminismTests.Optimizers;

    [Theory]
    [MemberData(nameof(Names))]
    public void Ranks_and_threads_change_nothing(string name)
    {
        int[] expected = Train(name, null, 1, () => new Adam(0.01));
        foreach ((int ranks, int threads) in Numbers)
        {
            foreach (int[] found in MemoryCommunicator.Run(ranks, communicator => Train(name, communicator, threads, () => new Adam(0.01))))
            {
                found.ShouldBe(expected, $"{ranks} ranks, {threads} threads");
            }
        }
    }

    /// <summary>An embedding, whose gradients travel by themselves, over 50 steps.</summary>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Ranks_change_nothing_with_any_optimizer(string name)
    {
        Func<Optimizer> optimizer = DeterminismTests.MakeOptimizer[name];
        int[] expected = Train("MaskedMean", null, 1, optimizer, steps: 50);
        foreach (int ranks in new[] { 2, 3, 8 })
        {
            foreach (int[] found in MemoryCommunicator.Run(ranks, communicator => Train("MaskedMean", communicator, 1, optimizer, steps: 50)))
            {
                found.ShouldBe(expected, $"{ranks} ranks");
            }
        }
    }

    /// <summary>As many shards as there can be, cut among ranks in all ways.</summary>
    [Theory]
    [InlineData("MaskedMean")]
    [InlineData("Dropouts")]
    public void Ranks_change_nothing_of_a_large_batch(string name)
    {
        int[] expected = Train(name, null, 2, () => new Adam(0.01), rows: LargeBatch);
        foreach (int ranks in new[] { 2, 5, 7, 16 })
        {
            foreach (int[] found in MemoryCommunicator.Run(ranks, communicator => Train(name, communicator, 1, () => new Adam(0.01), rows: LargeBatch)))
            {
                found.ShouldBe(expected, $"{ranks} ranks");
            }
        }
    }

    /// <summary>The number of shards is an option, which changes the sums, and lets more ranks take part.</summary>
    [Fact]
    public void Ranks_are_as_many_as_shards()
    {
        int[] expected = Train("MaskedMean", null, 2, () => new Adam(0.01), rows: SmallestOf32, shards: 32, batchSize: SmallestOf32);
        expected.ShouldNotBe(Train("MaskedMean", null, 2, () => new Adam(0.01), rows: SmallestOf32, batchSize: SmallestOf32), "other sums give other bits");
        foreach (int ranks in new[] { 3, 32 })
        {
            foreach (int[] found in MemoryCommunicator.Run(ranks, communicator => Train("MaskedMean", communicator, 1, () => new Adam(0.01), rows: SmallestOf32, shards: 32, batchSize: SmallestOf32)))
            {
                found.ShouldBe(expected, $"{ranks} ranks");
            }
        }
    }

    [Theory]
    [InlineData(17, 0, 128, "128 rows of model MaskedMean is cut into 16 shard(s), so 1 of 17 ranks")]
    [InlineData(4, 3, 64, "64 rows of model MaskedMean is cut into 3 shard(s), so 1 of 4 ranks")]
    [InlineData(3, 0, 8, "8 rows of model MaskedMean is cut into 2 shard(s), so 1 of 3 ranks")]
    public void More_ranks_than_shards_are_refused(int ranks, int shards, int batch, string message)
    {
        foreach (Exception? error in MemoryCommunicator.RunAll(ranks, communicator => Train("MaskedMean", communicator, 1, () => new Adam(), rows: batch, shards: shards, batchSize: batch)))
        {
            error.ShouldBeOfType<ArgumentException>().Message.ShouldContain(message);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(33)]
    public void A_number_of_shards_is_refused(int shards) => Should.Throw<ArgumentOutOfRangeException>(() => Train("MaskedMean", null, 1, () => new Adam(), shards: shards));

    /// <summary>Which shard is added to which, as a text, is the same for any number of ranks.</summary>
    [Fact]
    public void The_order_of_the_sum_does_not_depend_on_the_ranks()
    {
        SumOf(new ShardTree(6, 1)).ShouldBe("(((0+1)+(2+3))+(4+5))");
        for (int shards = 1; shards <= 16; shards++)
        {
            string expected = SumOf(new ShardTree(shards, 1));
            for (int ranks = 2; ranks <= 20; ranks++)
            {
                ShardTree tree = new(shards, ranks);
                SumOf(tree).ShouldBe(expected);
                tree.Nodes.Length.ShouldBe(tree.FirstNodeOf(ranks));
            }
        }
    }

    /// <summary>Vectors by token, summed at once or by subtrees first: the sum of whole tables in the order of the tree.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 1)]
    [InlineData(7, 2)]
    [InlineData(16, 3)]
    public void Vectors_are_added_by_token_as_tables_in_the_tree(int shards, int parts)
    {
        const int Vocabulary = 50;
        const int Size = 3;
        const int Stride = 16;
        const int PerShard = 20;
        Random random = new(shards);
        int[] tokens = [.. Enumerable.Range(0, shards * PerShard).Select(_ => random.Next(Vocabulary))];
        AlignedBuffer values = new(tokens.Length * Stride);
        float[][] tables = [.. Enumerable.Range(0, shards).Select(_ => new float[Vocabulary * Size])];
        for (int i = 0; i < tokens.Length; i++)
        {
            for (int column = 0; column < Size; column++)
            {
                float value = (float)random.NextDouble() - 0.5f;
                values.Span[(i * Stride) + column] = value;
                tables[i / PerShard][(tokens[i] * Size) + column] += value;
            }
        }

        TokenVectors vectors = new(Vocabulary, Size, Stride, values, 0, parts, PerShard, new ModelMemory("Model", "a test", shards));
        tokens.CopyTo(vectors.Tokens, 0);
        for (int shard = 0; shard < shards; shard++)
        {
            vectors.Set(shard, shard, shard * PerShard, PerShard);
        }

        AlignedBuffer sum = new(Vocabulary * Size);
        for (int part = 0; part < parts; part++)
        {
            vectors.Sum(0, shards, part, sum, 0);
        }

        Add(0, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)shards));
        sum.Span.ToArray().ShouldBe(tables[0]);
        vectors.CountSums(0, shards).ShouldBe(tokens.Distinct().Count());
        TokenVectors sums = new(Vocabulary, Size, Size, new AlignedBuffer(Vocabulary * Size), 0, 1, Vocabulary, new ModelMemory("Model", "a test", 1));
        vectors.CopySums(0, shards, sums, 0);
        foreach ((int token, int place) in sums.Tokens.Take(tokens.Distinct().Count()).Select((token, place) => (token, place)))
        {
            sums.Values(Vocabulary).Slice(place * Size, Size).ToArray().ShouldBe(tables[0][(token * Size)..((token + 1) * Size)]);
        }

        void Add(int first, int span)
        {
            int second = first + (span / 2);
            if (span == 1)
            {
                return;
            }

            Add(first, span / 2);
            if (second < shards)
            {
                Add(second, span / 2);
                tables[first] = [.. tables[first].Zip(tables[second], (left, right) => left + right)];
            }
        }
    }

    [Fact]
    public void A_communicator_refuses_parts_that_do_not_fit()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(1, communicator => communicator.Gather<int>(new int[3], [0, 4]));
        errors[0].ShouldBeOfType<ArgumentException>().Message.ShouldContain("rank 0 is from 0 to 4 of 3 values");
        MemoryCommunicator.RunAll(1, communicator => communicator.Gather<int>(new int[3], [0]))[0].ShouldBeOfType<ArgumentException>();
        MemoryCommunicator.RunAll(1, communicator => communicator.Broadcast<int>(new int[3], 1))[0].ShouldBeOfType<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_communicator_gathers_and_broadcasts()
    {
        double[][] found = MemoryCommunicator.Run(3, communicator =>
        {
            double[] values = new double[6];
            (int start, int end) = (new[] { 0, 1, 1 }[communicator.Rank], new[] { 1, 1, 5 }[communicator.Rank]);
            Array.Fill(values, communicator.Rank + 1, start, end - start);
            communicator.Gather<double>(values, [0, 1, 1, 5]);
            communicator.Broadcast(values.AsSpan(5), root: communicator.Size - 1);
            communicator.Barrier();
            return values;
        });
        found.ShouldAllBe(values => values.SequenceEqual(new double[] { 1, 3, 3, 3, 3, 0 }));
    }

    private static string SumOf(ShardTree tree)
    {
        string[] sums = [.. tree.Nodes.Select(node => SumOf(node.Start, node.Span, tree.Shards))];
        foreach ((int left, int right) in tree.Joins)
        {
            sums[left] = $"({sums[left]}+{sums[right]})";
        }

        return sums[0];
    }

    private static string SumOf(int start, int span, int shards) =>
        span == 1 ? $"{start}"
        : start + (span / 2) >= shards ? SumOf(start, span / 2, shards)
        : $"({SumOf(start, span / 2, shards)}+{SumOf(start + (span / 2), span / 2, shards)})";

    private static int[] Train(
        string name, Communicator? communicator, int threads, Func<Optimizer> optimizer, int steps = Steps, int? rows = null, int shards = 0, int batchSize = LargeBatch)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);
        ModelRows all = SampleModels.RandomRows(model);
        Dataset data = all.ToDataset(SampleModels.RandomTargets(model, all.Rows));
        int batch = rows ?? all.Rows;
        using Trainer trainer = model.CreateTrainer(new FitOptions
        {
            BatchSize = batchSize,
            Shards = shards,
            Threads = threads,
            Seed = 1,
            Loss = Loss.MeanSquaredError,
            Optimizer = optimizer(),
            Communicator = communicator,
            LeastPart = 1,
        });

        // Every other batch is shorter: its tiles move to other shards and ranks.
        for (int step = 0; step < steps; step++)
        {
            trainer.Step(data, [.. Enumerable.Range(0, step % 2 == 0 ? batch : batch / 2).Select(i => i % all.Rows)]).ShouldBeGreaterThanOrEqualTo(0);
        }

        return [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name)).Select(BitConverter.SingleToInt32Bits)];
    }
}
