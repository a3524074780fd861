using SeqGen.Embeddings;
using SeqGen.Tests.Training;

namespace SeqGen.Tests.Lifetime;

[Collection("Allocations")]
public class ThreadLifetimeTests
{
    public ThreadLifetimeTests() => Memory.Collects(() => Memory.WorkerThreads() == 0).ShouldBeTrue();

    [Fact]
    public void Failing_fits_leave_no_thread()
    {
        TestModel model = new(new BagProgram(4, 30, 6));
        Dataset data = TrainingData.Tokens(40, 4, 30);
        FitOptions[] options =
        [
            new() { Threads = 3, BatchSize = -1 },
            new() { Threads = 3, Loss = new SparseCategoricalCrossentropy() },
            new() { Threads = 3, Callbacks = [new Failing(atBegin: true)] },
            new() { Threads = 3, Callbacks = [new Failing(atBegin: false)] },
            new() { Threads = 3, Validation = TrainingData.Tokens(10, 4, 90) },
            new() { Threads = 3, ClassWeights = new Dictionary<int, float> { [0] = -1 } },
            new() { Threads = -3 },
            new() { Threads = 3, Optimizer = new Adam { ClipNorm = 1, ClipValue = 1 } },
        ];
        for (int round = 0; round < 600; round++)
        {
            Should.Throw<Exception>(() => model.Fit(data, options[round % options.Length]));
            Should.Throw<Exception>(() => model.Evaluate(data, new EvaluateOptions { Threads = 3, BatchSize = -(round % 2), Loss = new SparseCategoricalCrossentropy() }));
            Should.Throw<Exception>(() => model.Predict(TrainingData.Tokens(10, 4, 90), threads: 3));
            Should.Throw<Exception>(() => model.CreateTrainer(new FitOptions { Threads = 3, Optimizer = new Adam { ClipNorm = 1, ClipValue = 1 } }));
        }

        WorkerTeam.Living.ShouldBe(0);
        Memory.Collects(() => Memory.WorkerThreads() == 0).ShouldBeTrue();
    }

    [Fact]
    public void Failing_trainings_of_vectors_leave_no_thread()
    {
        WordVocabulary vocabulary = WordVocabulary.FromTexts(["a b c a b c".Split(' ')], 1);
        int[][] wrong = [[0, 1, 2], [0, 99]];
        CooccurrenceCounts counts = CooccurrenceCounts.Count(vocabulary, [[0, 1, 2, 0]], threads: 3);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        for (int round = 0; round < 50; round++)
        {
            Should.Throw<Exception>(() => CooccurrenceCounts.Count(vocabulary, wrong, threads: 3));
            Should.Throw<Exception>(() => SkipGram.Train(vocabulary, wrong, new SkipGramOptions { Threads = 3 }));
            Should.Throw<Exception>(() => GloVe.Train(counts, new GloVeOptions { Threads = 3 }, cancelled.Token));
            Should.Throw<Exception>(() => GloVe.Train(counts, new GloVeOptions { Threads = 3, Progress = _ => throw new InvalidOperationException() }));
        }

        WorkerTeam.Living.ShouldBe(0);
    }

    [Fact]
    public void A_trainer_without_a_step_has_no_threads_and_one_with_a_step_gives_them_back()
    {
        TestModel model = new(new BagProgram(4, 30, 6));
        Dataset data = TrainingData.Tokens(40, 4, 30);
        using (Trainer trainer = model.CreateTrainer(new FitOptions { Threads = 4 }))
        {
            Memory.WorkerThreads().ShouldBe(0);
            trainer.Step(data, Enumerable.Range(0, 32).ToArray());
            Memory.Collects(() => Memory.WorkerThreads() == 3).ShouldBeTrue();
        }

        Memory.Collects(() => Memory.WorkerThreads() == 0).ShouldBeTrue();
    }

    [Fact]
    public void The_threads_of_forgotten_trainers_end()
    {
        TestModel model = new(new BagProgram(4, 30, 6));
        Dataset data = TrainingData.Tokens(40, 4, 30);
        int threads = Memory.Apart(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                model.CreateTrainer(new FitOptions { Threads = 3 }).Step(data, Enumerable.Range(0, 32).ToArray());
            }

            return WorkerTeam.Living;
        });
        threads.ShouldBeGreaterThan(0);
        Memory.Collects(() => Memory.WorkerThreads() == 0).ShouldBeTrue();
    }

    [Fact]
    public void A_disposed_team_refuses_to_run()
    {
        WorkerTeam team = new(3);
        team.Run(5, static (_, _) => { });
        team.Dispose();
        team.Dispose();
        Should.Throw<ObjectDisposedException>(() => team.Run(5, static (_, _) => { }));
        WorkerTeam.Living.ShouldBe(0);
    }

    private sealed class Failing(bool atBegin) : Callback
    {
        public override void OnFitBegin(FitContext fit) => Throw(atBegin);

        public override void OnStepEnd(FitContext fit) => Throw(!atBegin);

        private static void Throw(bool now)
        {
            if (now)
            {
                throw new InvalidOperationException("The callback fails.");
            }
        }
    }
}
