using SeqGen.CompilerServices;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Parts of a gradient that are summed over the ranks while the layers before them are still computed.</summary>
public sealed class OverlapTests
{
    private const int Rows = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Names => SampleModels.Names;

    /// <summary>What the emitted backward pass says is complete is not touched any more, and it says so of every layer in turn.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_is_complete_when_it_says_so(string name)
    {
        SequenceModel model = SampleModels.Compiled.Create(name);
        ModelProgram program = model.Program;
        TrainingLayout layout = program.Training;
        ModelRows rows = SampleModels.RandomRows(model, rows: program.TileRows);
        Batch batch = new(model.Geometry, new ModelMemory(name, "a test", program.TileRows), TargetGeometry.None);
        batch.Use(program.TileRows);
        batch.Load(rows.ToDataset(SampleModels.RandomTargets(model, program.TileRows)), [.. Enumerable.Range(0, program.TileRows)], 0);
        AlignedBuffer packed = new(program.TrainingWeightsLength);
        AlignedBuffer workspace = new(layout.WorkspaceLength);
        AlignedBuffer gradient = new(layout.GradientLength);
        AlignedBuffer lookups = new((long)layout.LookupRowLength * program.TileRows);
        program.PackForTraining(ref model.Weights.Reference, ref packed.Reference);
        List<(int Start, float[] Values)> reached = [];
        TrainingTile tile = new(0, program.TileRows, 1, true, false, false)
        {
            Rows = program.TileRows,
            OnReached = start => reached.Add((start, gradient.Span[start..].ToArray())),
        };
        for (int phase = 0; phase <= layout.ForwardSums.Count; phase++)
        {
            program.TrainForward(ref model.Weights.Reference, ref packed.Reference, ref workspace.Reference, batch.InputsFrom(0), tile with { Phase = phase });
        }

        foreach (TensorSlot slot in layout.OutputGradients)
        {
            for (int row = 0; row < program.TileRows; row++)
            {
                TensorCopy.Write(workspace.Span, slot, row, [.. Enumerable.Repeat(0.1f, slot.Steps * slot.Size)]);
            }
        }

        for (int phase = 0; phase <= layout.BackwardSums.Count; phase++)
        {
            program.TrainBackward(ref model.Weights.Reference, ref packed.Reference, ref workspace.Reference, batch.InputsFrom(0), tile with { Phase = phase }, ref gradient.Reference, ref lookups.Reference);
        }

        reached.Select(part => part.Start).ShouldBe(layout.GradientStarts.Reverse());
        layout.GradientStarts.ShouldBe(layout.GradientStarts.Distinct().Order());
        float[] complete = gradient.Span.ToArray();
        foreach ((int start, float[] values) in reached)
        {
            complete[start..].ShouldBe(values);
            values.ShouldContain(value => value != 0, $"the layer at {start} adds something");
        }
    }

    [Fact]
    public void Small_layers_travel_together()
    {
        int[] starts = [16, 100, 1000, 1100];
        TrainingLayout layout = new() { WorkspaceLength = 0, GradientLength = 1300, GradientStarts = starts };
        GradientSum.PartStarts(layout, 1).ShouldBe([0, .. starts]);
        GradientSum.PartStarts(layout, 201).ShouldBe([0, 100, 1000]);
        GradientSum.PartStarts(layout, 500).ShouldBe([0, 100]);
        GradientSum.PartStarts(layout, 1300).ShouldBe([0]);
    }

    /// <summary>No pass ends here before the last exchange of its parts has begun, so another thread exchanges.</summary>
    [Theory]
    [InlineData(2, 8)]
    [InlineData(3, 8)]
    [InlineData(3, 2)]
    public void Parts_are_summed_while_a_rank_computes(int ranks, int shards)
    {
        float[] expected = [.. Enumerable.Range(0, Bench.Length).Select(i => (float)Enumerable.Range(0, shards).Sum(shard => (i * shard) + 1))];
        foreach (float[] found in MemoryCommunicator.Run(ranks, communicator =>
        {
            using Bench bench = new(communicator, shards);
            using ManualResetEventSlim hasExchanged = new();
            bench.Run(() =>
            {
                communicator.Before = _ =>
                {
                    if (communicator.Exchanges >= bench.ExchangesOfParts)
                    {
                        hasExchanged.Set();
                    }
                };
                bench.ReachAll(Bench.Starts);
                if (bench.Overlap is not null)
                {
                    hasExchanged.Wait(Patience).ShouldBeTrue();
                    communicator.IsInBackground.ShouldBeTrue();
                }
            });
            communicator.IsInBackground.ShouldBeFalse();
            return bench.Total;
        }))
        {
            found.ShouldBe(expected);
        }
    }

    /// <summary>One rank fails between two layers, while the others wait for the second one's part.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_rank_that_fails_in_its_backward_pass_is_named_by_the_others(int ranks)
    {
        Exception?[] errors = MemoryCommunicator.RunAll(ranks, communicator =>
        {
            using Bench bench = new(communicator, shards: 8);
            bench.Run(() =>
            {
                bench.ReachAll(Bench.Starts[..1]);
                if (communicator.Rank == 1)
                {
                    throw new TimeoutException("enough");
                }

                bench.ReachAll(Bench.Starts[1..]);
            });
        });
        errors[1].ShouldBeOfType<TimeoutException>();
        errors.Where((_, rank) => rank != 1).ShouldAllBe(error => error is CommunicatorException && ((CommunicatorException)error).Rank == 1 && error.Message.Contains("TimeoutException: enough", StringComparison.Ordinal));
    }

    /// <summary>A rank hears in the midst of its pass that another one has failed, and then fails itself: it throws its own failure, and nobody waits for it.</summary>
    [Fact]
    public void Ranks_that_fail_one_after_the_other_all_end()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(3, communicator =>
        {
            using Bench bench = new(communicator, shards: 8);
            using ManualResetEventSlim hasHeard = new();
            bench.Run(() =>
            {
                if (communicator.Rank == 1)
                {
                    throw new TimeoutException("the first");
                }

                bench.ReachAll(Bench.Starts);
                if (communicator.Rank == 2)
                {
                    // One exchange of reports, and one of what has failed.
                    communicator.Before = exchange => _ = exchange == 1 && Set(hasHeard);
                    hasHeard.Wait(Patience).ShouldBeTrue();
                    throw new TimeoutException("the second");
                }
            });
        });
        errors[0].ShouldBeOfType<CommunicatorException>().Message.ShouldContain("the first");
        errors[1].ShouldBeOfType<TimeoutException>().Message.ShouldBe("the first");
        errors[2].ShouldBeOfType<TimeoutException>().Message.ShouldBe("the second");

        static bool Set(ManualResetEventSlim signal)
        {
            signal.Set();
            return true;
        }
    }

    /// <summary>A bad target in the last tile of one rank, when the others are through.</summary>
    [Fact]
    public void A_bad_row_of_the_last_tile_ends_all_ranks()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(2, communicator =>
        {
            SequenceModel model = SampleModels.Compiled.Create("StackedLstm");
            int batch = model.Program.TileRows * 4;
            ModelRows rows = SampleModels.RandomRows(model, rows: batch);
            float[] targets = SampleModels.RandomTargets(model, batch);
            targets[^1] = float.NaN;
            using Trainer trainer = model.CreateTrainer(new FitOptions { BatchSize = batch, Threads = 1, LeastPart = 1, Loss = Loss.MeanSquaredError, Communicator = communicator });
            trainer.Step(rows.ToDataset(targets), [.. Enumerable.Range(0, batch)]);
        });
        errors[1].ShouldBeOfType<ArgumentException>();
        errors[0].ShouldBeOfType<CommunicatorException>().Rank.ShouldBe(1);
    }

    /// <summary>Ranks of which one sends nothing meanwhile do not wait for each other for ever.</summary>
    [Fact]
    public void Ranks_that_cut_gradients_differently_are_told()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(2, communicator =>
        {
            SequenceModel model = SampleModels.Compiled.Create("StackedLstm");
            ModelRows rows = SampleModels.RandomRows(model, rows: Rows);
            using Trainer trainer = model.CreateTrainer(new FitOptions
            {
                BatchSize = Rows,
                Threads = 1,
                LeastPart = communicator.Rank == 0 ? 1 : int.MaxValue,
                Loss = Loss.MeanSquaredError,
                Communicator = communicator,
            });
            trainer.Step(rows.ToDataset(SampleModels.RandomTargets(model, Rows)), [.. Enumerable.Range(0, Rows)]);
        });
        errors.ShouldAllBe(error => error is CommunicatorException);
    }

    /// <summary>A gradient of three layers, without a model: value i of shard s is i s + 1.</summary>
    private sealed class Bench : IDisposable
    {
        public const int Length = 160;

        private readonly RankGroup _ranks;
        private readonly BatchShares _shares;
        private readonly GradientSum _sum;
        private readonly WorkerTeam _team = new(1);

        public Bench(Communicator communicator, int shards)
        {
            _ranks = new RankGroup(communicator);
            _shares = new BatchShares(_ranks.Rank, _ranks.Size, shards);
            _shares.Cut(shards);
            TrainingLayout layout = new() { WorkspaceLength = 0, GradientLength = Length, GradientStarts = Starts.Reverse().ToArray() };
            _sum = new GradientSum(_ranks, _shares, layout, shards, 1);
            _sum.Reserve(new ModelMemory("Model", "a test"));
            Overlap = _sum.Parts > 1 ? new GradientOverlap(_ranks, _shares, _sum) : null;
            for (int shard = _shares.FirstShard; shard < _shares.FirstShard + _shares.OwnShards; shard++)
            {
                for (int i = 0; i < Length; i++)
                {
                    _sum[shard].Span[i] = (i * shard) + 1;
                }
            }
        }

        /// <summary>Where the layers but the first start, in the order in which a backward pass goes by them.</summary>
        public static int[] Starts { get; } = [96, 32];

        /// <summary>Of each part but the first an agreement, the pieces of subtrees in turn, and their sum.</summary>
        public int ExchangesOfParts => Starts.Length * (2 + _sum.Tree.MostNodes);

        public GradientOverlap? Overlap { get; }

        public float[] Total => _sum.Total.Span.ToArray();

        /// <summary>Says of all of this rank's shards that they have gone by some layers.</summary>
        public void ReachAll(int[] starts)
        {
            foreach (int start in starts)
            {
                for (int shard = 0; shard < _shares.OwnShards; shard++)
                {
                    Overlap?.Reached(start);
                }
            }
        }

        public void Run(Action compute)
        {
            try
            {
                if (Overlap is null)
                {
                    compute();
                }
                else
                {
                    Overlap.Run(compute, 1, _team);
                    _ranks.Agree(RankGroup.Place.Pass);
                }

                _sum.Add(0, _team);
            }
            catch (Exception error)
            {
                _ranks.Fail(error);
                throw;
            }
        }

        public void Dispose() => Overlap?.Dispose();
    }
}
