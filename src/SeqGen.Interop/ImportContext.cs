using SeqGen.Interop.Graph;

namespace SeqGen.Interop;

/// <summary>What a reader works with: the file, what was asked for, and the notes.</summary>
/// <param name="Source">The file.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Log">Receives notes.</param>
internal sealed record ImportContext(ImportSource Source, ImportOptions Options, ImportLog Log)
{
    /// <summary>The steps of a sequence where the file is for streams, which no number of steps changes.</summary>
    private const int StreamLength = 1024;

    private readonly HashSet<string> _asked = [];

    /// <summary>The declaration or structure that the weights belong to, where one is given.</summary>
    public string? Like => Asked("--like", Options.Like);

    /// <summary>The file of weights, where one is given.</summary>
    public string? Weights => Asked("WEIGHTS", Options.Weights);

    /// <summary>The number that was given for an input, or null.</summary>
    public double? ValueOf(string input)
    {
        _asked.Add(Set(input));
        return Options.Values.TryGetValue(input, out double value) ? value : null;
    }

    /// <summary>What the axes of an input were said to be, or null.</summary>
    public string? AxesOf(string input)
    {
        _asked.Add(AxesText(input));
        return Options.Axes.GetValueOrDefault(input);
    }

    private static string AxesText(string input) => $"--axes {input}";

    private static string Set(string input) => $"--set {input}";

    /// <summary>What was given must have been asked for: otherwise a person meant something that does not happen.</summary>
    public void RequireAllAsked()
    {
        if (Options.Values.Keys.FirstOrDefault(name => !_asked.Contains(Set(name))) is { } unused)
        {
            throw Error($"--set {unused} has no meaning for this file, which has no input '{unused}' of one number: leave it out, or look for the name among its inputs (--explain).");
        }

        if (Options.Axes.Keys.FirstOrDefault(name => !_asked.Contains(AxesText(name))) is { } other)
        {
            throw Error($"--axes {other} has no meaning for this file, which has no input '{other}' of values: leave it out, or look for the name among its inputs (--explain).");
        }

        foreach ((string name, bool isGiven) in new[] { ("--like", Options.Like is not null), ("WEIGHTS", Options.Weights is not null), ("--length", Options.Length is not null), ("--max-length", Options.MaxLength is not null) })
        {
            if (isGiven && !_asked.Contains(name))
            {
                throw Error($"{name} has no meaning for this file, which says everything by itself: leave it out.");
            }
        }
    }

    private T Asked<T>(string name, T value)
    {
        _asked.Add(name);
        return value;
    }

    public ImportException Error(string reason, Exception? inner = null) => Source.Error(reason, inner);

    /// <summary>The steps of a sequence: those of the file, or else those that were asked for.</summary>
    /// <param name="ofFile">The steps that the file says, or null.</param>
    /// <param name="origin">What leaves them open.</param>
    public int Length(int? ofFile, string origin)
    {
        _asked.Add("--length");
        if (ofFile is { } said)
        {
            return Options.Length is not { } wanted || wanted == said
                ? said
                : throw Error($"{origin} has {said} steps, but {wanted} were asked for (--length): leave the option out.");
        }

        return Options.Length ?? throw Error($"{origin} leaves the number of steps open: say it with --length L, the steps of the longest sequence.");
    }

    /// <summary>Says how many steps the sequences of an input have: those of the file, or else always or at most those that were asked for.</summary>
    /// <param name="input">The input.</param>
    /// <param name="ofFile">The steps that the file says, or null.</param>
    /// <param name="origin">What leaves them open.</param>
    public Layer WithLength(Layer input, int? ofFile, string origin)
    {
        if (ofFile is not null || Options.MaxLength is not { } most)
        {
            return input.With("length", Length(ofFile, origin));
        }

        _asked.Add("--max-length");
        return Options.Length is null ? input.With("max_length", most) : throw Error("--length says how many steps every sequence has, and --max-length how many at most: give one of them.");
    }

    /// <summary>The steps of a sequence for a model that is made for streams: its states go on from call to call, so any number will do.</summary>
    public int LengthOfStream()
    {
        _asked.Add("--length");
        if (Options.Length is null)
        {
            Log.Step($"The file is for streams of any length; whole sequences have {StreamLength} steps (--length says otherwise).");
        }

        return Options.Length ?? StreamLength;
    }

    /// <summary>Values of a file, which must be finite.</summary>
    public WeightTensor Finite(WeightTensor tensor, string what)
    {
        int index = Array.FindIndex(tensor.Values, value => !float.IsFinite(value));
        return index < 0 ? tensor : throw Error($"{what} holds {(float.IsNaN(tensor.Values[index]) ? "NaN" : "an infinite value")} at {SafeTensor.Place(tensor.Shape, index)}: the file is damaged, or the training diverged.");
    }
}
