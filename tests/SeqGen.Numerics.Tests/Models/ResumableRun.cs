using System.Globalization;
using System.Reflection;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>A training that saves itself, with all callbacks that keep state; for tests that interrupt it.</summary>
internal static class ResumableRun
{
    // Eight tiles and more, so that each of eight ranks has one; the last batch of an epoch leaves some without.
    private const int BatchSize = 32;
    private const int Rows = 75;

    /// <summary>Trains, from the beginning or from where the file of the training says.</summary>
    /// <param name="model">A fresh model.</param>
    /// <param name="epochs">Epochs to train.</param>
    /// <param name="threads">Threads to train with.</param>
    /// <param name="state">The file of the training; null for none.</param>
    /// <param name="best">The file of the best weights.</param>
    /// <param name="callbacks">Observers, one of which may interrupt.</param>
    /// <returns>One line an epoch, then one a weight; the same for the same training, bit for bit.</returns>
    public static string[] Train(SequenceModel model, int epochs, int threads, string? state, string best, params Callback[] callbacks) =>
        TrainOn(null, model, epochs, threads, state, best, callbacks);

    /// <summary>As <see cref="Train"/>, on several ranks: each of them calls it.</summary>
    /// <param name="communicator">The rank.</param>
    /// <param name="model">A fresh model.</param>
    /// <param name="epochs">Epochs to train.</param>
    /// <param name="threads">Threads to train with.</param>
    /// <param name="state">The file of the training; null for none.</param>
    /// <param name="best">The file of the best weights.</param>
    /// <param name="callbacks">Observers, one of which may interrupt.</param>
    public static string[] TrainOn(Communicator? communicator, SequenceModel model, int epochs, int threads, string? state, string best, params Callback[] callbacks)
    {
        ModelRows rows = SampleModels.RandomRows(model, rows: Rows);
        Dataset data = rows.ToDataset(SampleModels.RandomTargets(model, rows.Rows));
        History history = model.Fit(data, new FitOptions
        {
            Epochs = epochs,
            BatchSize = BatchSize,
            Seed = 11,
            Threads = threads,
            Loss = Loss.MeanSquaredError,
            Metrics = [Metric.MeanAbsoluteError],
            Optimizer = OptimizerFor(model.Description.Name),
            Validation = data,
            Communicator = communicator,
            LeastPart = 1,
            Callbacks =
            [
                new ReduceLearningRateOnPlateau(factor: 0.8, patience: 1, minimumChange: 0.01),
                new ModelCheckpoint(best),
                new EarlyStopping("val_mae", patience: 1000, restoreBest: true),
                .. state is null ? [] : new Callback[] { new TrainingCheckpoint(state, everySteps: 1) },
                .. callbacks,
            ],
            Resume = File.Exists(state) ? state : null,
        });
        return
        [
            .. history.Epochs.Select(epoch => string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch} {epoch.LearningRate:R} ")
                + string.Join(' ', epoch.Names.Select(name => epoch[name].ToString("R", CultureInfo.InvariantCulture)))),
            .. model.Description.Weights.Select(weight => $"{weight.Name} {string.Join(' ', model.GetWeight(weight.Name).Select(BitConverter.SingleToInt32Bits))}"),
        ];
    }

    /// <summary>The child process of <see cref="KillTests"/>: says that it trains, trains, and writes what came out.</summary>
    /// <param name="arguments">The image of the models, the model's name, epochs, threads, and the files of training, best weights and outcome.</param>
    public static void RunChild(IReadOnlyList<string> arguments)
    {
        Assembly assembly = CompiledModels.Load(File.ReadAllBytes(arguments[0]));
        Type type = assembly.GetTypes().Single(type => type.Name == arguments[1]);
        SequenceModel model = (SequenceModel)Activator.CreateInstance(type, 7)!;
        int epochs = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        int threads = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        File.WriteAllLines(arguments[6], Train(model, epochs, threads, arguments[4], arguments[5], new Announcer()));
    }

    /// <summary>Another optimizer for each name, the same one in every process.</summary>
    private static Optimizer OptimizerFor(string name) => (name.Sum(letter => letter) % 7) switch
    {
        0 => new Sgd(0.05) { Momentum = 0.9f, Nesterov = true },
        1 => new RmsProp(0.01) { Centered = true, Momentum = 0.5f },
        2 => new Adam(0.01) { AmsGrad = true, GlobalClipNorm = 1 },
        3 => new AdamW(0.01),
        4 => new Nadam(0.01),
        5 => new Adagrad(0.05),
        _ => new Adadelta(1),
    };

    private sealed class Announcer : Callback
    {
        protected internal override bool IsObserver => true;

        public override void OnFitBegin(FitContext fit)
        {
            Console.WriteLine("training");
            Console.Out.Flush();
        }
    }
}
