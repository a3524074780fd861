using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using SeqGen.Data;

namespace SeqGen.Samples;

/// <summary>The command line of a sample: the common options, and one clear message where something is wrong.</summary>
public sealed class SampleCommand
{
    private const int DefaultSeed = 42;

    private readonly RootCommand _command;
    private readonly Option<string?> _data;
    private readonly Option<string?> _model;
    private readonly Option<string?> _path = Text("--path", "Folder of the data, where it is not below SEQGEN_DATA.", "FOLDER");
    private readonly Option<int?> _epochs = Number("--epochs", "Epochs to train.", minimum: 1);
    private readonly Option<int?> _batchSize = Number("--batch-size", "Rows of a training step.", minimum: 1);
    private readonly Option<int?> _threads = Number("--threads", "Threads to train with; all cores where not given. The result does not depend on it.", minimum: 1);
    private readonly Option<int?> _seed = Number("--seed", "Seed of initial weights, row order and generated data.", minimum: 0);
    private readonly Option<string?> _json = Text("--json", "Write the figures to this file as JSON.", "FILE");
    private readonly Option<string?> _report = Text("--report", "Write the HTML report to this file.", "FILE");
    private readonly Option<string?> _save = Text("--save", "Save weights, structure and tokenizer in this folder.", "FOLDER");
    private readonly Option<string?> _vectors = Text("--vectors", "Folder of word vectors, for models that take them: trained once and kept there.", "FOLDER");
    private readonly Option<string?> _predict = Text("--predict", "Classify, continue or translate this text after training.", "TEXT");
    private readonly Option<string?> _checkpoint = Text("--checkpoint", "Save the training to this file after every epoch and every minute, not only when it is stopped.", "FILE");
    private readonly Option<string?> _resume = Text("--resume", "Go on with the training of this file; the other options as they were.", "FILE");
    private readonly Option<string?> _load = Text("--load", "Use what an earlier run saved in this folder, in place of training.", "FOLDER");

    /// <summary>Describes the sample.</summary>
    /// <param name="description">One sentence.</param>
    /// <param name="dataSets">The words that <c>--data</c> takes, for the help.</param>
    /// <param name="models">The words that <c>--row</c> (or <c>--model</c>) takes, for the help.</param>
    /// <param name="canLoad">The sample takes <c>--load</c>.</param>
    /// <param name="trains">The sample trains a model, and takes <c>--checkpoint</c> and <c>--resume</c>.</param>
    public SampleCommand(string description, string dataSets, string models, bool canLoad = false, bool trains = true)
    {
        _data = Text("--data", $"Data set: {dataSets}.", "NAME");
        _model = new("--row", "--model") { Description = $"Row or model: {models}.", HelpName = "NAME" };
        _command = new RootCommand(description)
        {
            _data, _path, _model, _epochs, _batchSize, _seed, _threads, _json, _report, _save, _vectors, _predict,
        };
        if (trains)
        {
            _command.Add(_checkpoint);
            _command.Add(_resume);
        }

        if (canLoad)
        {
            _command.Add(_load);
        }
    }

    /// <summary>Reads the options and runs the sample.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">The sample; cancelled by Ctrl+C, SIGTERM and SIGHUP.</param>
    /// <returns>The exit code: 0, or 1 where something was wrong.</returns>
    public int Run(string[] arguments, Action<SampleOptions, CancellationToken> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        using CancellationTokenSource cancelled = new();
        _command.SetAction(result => Guard(() => run(Read(result), cancelled.Token), arguments));
        ParseResult parsed = _command.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return Fail($"{parsed.Errors[0].Message} Run with --help to see all options.");
        }

        // The first signal stops the sample, which saves its training; a second one ends the process at once.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !cancelled.IsCancellationRequested;
            cancelled.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

        // Signals are handled here, and a defect of the program shall be seen as one.
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static int Guard(Action run, string[] arguments)
    {
        try
        {
            run();
            return 0;
        }
        catch (TrainingStopped stopped)
        {
            return Fail($"{stopped.Message} To continue:{Environment.NewLine}{ContinueCommand.Of(arguments, stopped.Resume)}");
        }
        catch (OperationCanceledException)
        {
            return Fail("Stopped.");
        }
        catch (Exception error) when (error is SampleError or DataFormatException or TrainingDivergedException or CheckpointException or IOException or UnauthorizedAccessException)
        {
            return Fail(error.Message);
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"error: {message}");
        return 1;
    }

    private static Option<string?> Text(string name, string description, string placeholder) =>
        new(name) { Description = description, HelpName = placeholder };

    private static Option<int?> Number(string name, string description, int minimum) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        CustomParser = result =>
        {
            string word = result.Tokens[0].Value;
            if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum)
            {
                return value;
            }

            result.AddError($"{name} takes a whole number {(minimum > 0 ? "above 0" : "from 0")}, not '{word}'.");
            return null;
        },
    };

    private SampleOptions Read(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(_data),
        Path = parsed.GetValue(_path),
        Model = parsed.GetValue(_model),
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize),
        Seed = parsed.GetValue(_seed) ?? DefaultSeed,
        Threads = parsed.GetValue(_threads) ?? 0,
        Json = parsed.GetValue(_json),
        Report = parsed.GetValue(_report),
        Save = parsed.GetValue(_save),
        Vectors = parsed.GetValue(_vectors),
        Predict = parsed.GetValue(_predict),
        Checkpoint = _command.Options.Contains(_checkpoint) ? parsed.GetValue(_checkpoint) : null,
        Resume = _command.Options.Contains(_resume) ? parsed.GetValue(_resume) : null,
        Load = _command.Options.Contains(_load) ? parsed.GetValue(_load) : null,
    };
}
