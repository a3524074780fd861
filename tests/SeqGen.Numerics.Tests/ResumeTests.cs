using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// A training of any model that is interrupted at random events and continued, each time with another number of threads and
/// everything created again, ends bit for bit where the undisturbed one ends.
/// </summary>
public sealed class ResumeTests : IDisposable
{
    private const int Epochs = 4;
    private const int MeanEvents = 9;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seqgen");

    public static TheoryData<string> Names => SampleModels.Names;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Interruptions_change_nothing(string name)
    {
        string undisturbed = Path.Combine(_folder.FullName, "undisturbed");
        string interrupted = Path.Combine(_folder.FullName, "interrupted");
        string[] expected = ResumableRun.Train(SampleModels.Compiled.Create(name), Epochs, threads: 1, null, undisturbed);
        Random random = new(name.Length);
        for (int interruptions = 0, seed = 0; interruptions < 3; seed++)
        {
            string state = Path.Combine(_folder.FullName, $"{seed}.state");
            string[]? found = null;
            while (found is null)
            {
                try
                {
                    found = ResumableRun.Train(SampleModels.Compiled.Create(name), Epochs, 1 + (interruptions % 3), state, interrupted, new Interrupter(random));
                }
                catch (Interruption)
                {
                    interruptions++;
                }
            }

            found.ShouldBe(expected, name);
        }

        File.ReadAllBytes(interrupted).ShouldBe(File.ReadAllBytes(undisturbed));
    }

    private sealed class Interruption : Exception;

    private sealed class Interrupter(Random random) : Callback
    {
        protected internal override bool IsObserver => true;

        public override void OnEpochBegin(FitContext fit) => Event();

        public override void OnStepEnd(FitContext fit) => Event();

        public override void OnEpochEnd(FitContext fit, EpochResult epoch) => Event();

        public override void OnFitEnding(FitContext fit) => Event();

        private void Event()
        {
            if (random.Next(MeanEvents) == 0)
            {
                throw new Interruption();
            }
        }
    }
}
