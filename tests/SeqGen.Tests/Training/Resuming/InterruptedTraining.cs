namespace SeqGen.Tests.Training.Resuming;

/// <summary>A training that can be run undisturbed, or be interrupted again and again and continued from its file.</summary>
internal sealed class InterruptedTraining
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen").FullName;

    public required Func<SequenceModel> Model { get; init; }

    public required Dataset Data { get; init; }

    /// <summary>Options with fresh optimizers and callbacks.</summary>
    public required Func<Callback[], string?, FitOptions> Options { get; init; }

    /// <summary>Steps between two savings.</summary>
    public int EverySteps { get; init; } = 1;

    public string StateFile => Path.Combine(_folder, "training.state");

    /// <summary>Trains without interruption.</summary>
    public Outcome RunUndisturbed()
    {
        SequenceModel model = Model();
        return Outcome.Of(model, model.Fit(Data, Options([], null)));
    }

    /// <summary>
    /// Trains until an interruption at a random event, with everything created again, and continues from the file, until nothing
    /// interrupts any more.
    /// </summary>
    /// <param name="random">Where the interruptions come from.</param>
    /// <param name="meanEvents">How many events of callbacks there are on average between two interruptions.</param>
    /// <param name="interruptions">How many there were.</param>
    public Outcome RunInterrupted(Random random, int meanEvents, out int interruptions)
    {
        for (interruptions = 0; ; interruptions++)
        {
            Interrupter before = new(random, meanEvents);
            Interrupter after = new(random, meanEvents);
            SequenceModel model = Model();
            Callback[] around = [before, new TrainingCheckpoint(StateFile, everyEpochs: 1, everySteps: EverySteps), after];
            try
            {
                Outcome outcome = Outcome.Of(model, model.Fit(Data, Options(around, File.Exists(StateFile) ? StateFile : null)));
                File.Delete(StateFile);
                return outcome;
            }
            catch (Interruption)
            {
                // What a killed process leaves behind: the file, and nothing in memory.
            }
        }
    }

    private sealed class Interruption : Exception;

    /// <summary>Ends the training at a random event, before or after the callbacks that it stands beside.</summary>
    private sealed class Interrupter(Random random, int meanEvents) : Callback
    {
        protected internal override bool IsObserver => true;

        public override void OnFitBegin(FitContext fit) => Event();

        public override void OnEpochBegin(FitContext fit) => Event();

        public override void OnStepEnd(FitContext fit) => Event();

        public override void OnEpochEnd(FitContext fit, EpochResult epoch) => Event();

        public override void OnFitEnding(FitContext fit) => Event();

        private void Event()
        {
            if (random.Next(meanEvents) == 0)
            {
                throw new Interruption();
            }
        }
    }
}

/// <summary>What is left of a training, bit by bit.</summary>
internal sealed record Outcome(string Weights, string History, int Epochs)
{
    public static Outcome Of(SequenceModel model, History history) => new(
        Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(
            [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))])),
        string.Join('\n', history.Epochs.Select(epoch =>
            $"{epoch.Epoch} {epoch.LearningRate:R} {string.Join(' ', epoch.Names.Select(name => $"{name} {BitConverter.DoubleToInt64Bits(epoch[name]):X}"))}")),
        history.Epochs.Count);
}
