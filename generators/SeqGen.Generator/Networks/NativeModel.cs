using System.Text;

namespace SeqGen.Generator.Networks;

/// <summary>What the functions of a native library say of a model.</summary>
internal sealed record NativeModel
{
    public required ClassSpec Class { get; init; }

    /// <summary>What the names of its functions in C begin with.</summary>
    public required string Prefix { get; init; }

    /// <summary>Its layers, for the header.</summary>
    public required string Title { get; init; }

    public required EquatableArray<NativeInput> Inputs { get; init; }

    /// <summary>Values of an output, the most where their number varies.</summary>
    public required int OutputLength { get; init; }

    /// <summary>How many they are, in words.</summary>
    public required string OutputValues { get; init; }

    /// <summary>The outputs in their order with their numbers of values, in words, where there are several.</summary>
    public required EquatableArray<(string Name, string Values)> Outputs { get; init; }

    /// <summary>Values of the output of a step of a stream; null where the model does not stream.</summary>
    public required int? StepLength { get; init; }

    /// <summary>Why it does not.</summary>
    public required string? StreamObstacle { get; init; }

    /// <summary>States that a prediction starts from, with their numbers of values.</summary>
    public required EquatableArray<(string Name, int Units)> InitialStates { get; init; }

    /// <summary>States that a prediction leaves, with their numbers of values.</summary>
    public required EquatableArray<(string Name, int Units)> FinalStates { get; init; }

    /// <summary>True where weights are part of the library.</summary>
    public required bool HasWeights { get; init; }

    /// <summary>True where a tokenizer is.</summary>
    public required bool HasTokenizer { get; init; }

    public static NativeModel Of(NetworkSpec spec, ShapeResult shapes, EquatableArray<EmbeddedItem> embedded)
    {
        NetworkPlan plan = NetworkPlan.Create(spec, shapes);
        OutputSpec[] outputs = [.. spec.Outputs];
        Shape output = plan.Shapes[outputs.Length > 1 ? outputs[0].Layer : plan.Shapes.Count - 1];
        int[] inputs = [.. spec.Inputs];
        return new()
        {
            Class = spec.Class,
            Prefix = NameInC(Names.ToSnakeCase(spec.Class.Name)),
            Title = string.Join(" - ", plan.One.Layers.Where(layer => layer is not PassThroughPlan { Title: "InputLayer" }).Select(layer => layer.Title)),
            Inputs = inputs.Select(input => new NativeInput(
                inputs.Length == 1 ? "" : StemOf(spec.InputName(input)),
                spec.InputName(input),
                plan.Shapes[input].Kind != ShapeKind.Floats,
                plan.Shapes[input].Vectors,
                plan.Shapes[input].Size,
                PredictSignatures.HasMask(spec, input))).ToEquatableArray(),
            OutputLength = output.Vectors * output.Size,
            OutputValues = ValuesOf(output, spec),
            Outputs = outputs.Where(_ => outputs.Length > 1).Select(given => (given.Name, ValuesOf(plan.Shapes[given.Layer], spec))).ToEquatableArray(),
            StepLength = plan.Stream is null ? null : output.Size,
            StreamObstacle = plan.StreamObstacle,
            InitialStates = plan.One.Layers.SelectMany(layer => layer.InitialStates).Select(state => (state.Name, state.Slot.Size)).ToEquatableArray(),
            FinalStates = plan.One.Layers.SelectMany(layer => layer.FinalStates).Select(state => (state.Name, state.Slot.Size)).ToEquatableArray(),
            HasWeights = embedded.Items.Any(item => item.Kind == EmbeddedItem.Weights && item.IsFor(spec.Class.FullName)),
            HasTokenizer = embedded.Items.Any(item => item.Kind == EmbeddedItem.Tokenizer && item.IsFor(spec.Class.FullName)),
        };
    }

    private static string ValuesOf(Shape output, NetworkSpec spec) =>
        output.LengthOf is { } input ? $"{Count(output.Size)} for each step of {spec.InputName(input)}" : Count(output.Vectors * output.Size);

    private static string Count(int values) => $"{values} value{(values == 1 ? "" : "s")}";

    /// <summary>The parameters of an input have its name before theirs, unless that would be the name of the output's.</summary>
    private static string StemOf(string input) => NameInC(input) is "output" ? "output_input_" : NameInC(input) + "_";

    /// <summary>A name that C knows: letters of English, digits and underscores; another character becomes its number.</summary>
    public static string NameInC(string name)
    {
        StringBuilder text = new();
        foreach (char character in name)
        {
            _ = character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_'
                ? text.Append(char.ToLowerInvariant(character))
                : character is '.' or '-' or ' ' ? text.Append('_') : text.Append('u').Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.Length == 0 || text[0] is >= '0' and <= '9' ? "n" + text : text.ToString();
    }
}

/// <summary>An input of a model in a native library.</summary>
/// <param name="Stem">What the names of its parameters begin with; empty for the only input.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsTokens">True for tokens, false for features.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Size">Values of a step, or the vocabulary.</param>
/// <param name="HasMask">True for an input that is declared with a mask.</param>
internal sealed record NativeInput(string Stem, string Name, bool IsTokens, int Steps, int Size, bool HasMask)
{
    /// <summary>The parameter with its values.</summary>
    public string Values => Stem + (IsTokens ? "tokens" : "features");

    /// <summary>The parameter with their number.</summary>
    public string Count => Stem + "count";

    /// <summary>The parameter with its mask.</summary>
    public string Mask => Stem + "mask";
}
