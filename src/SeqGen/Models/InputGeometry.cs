using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>Where the values of each input lie inside a row of tokens, features and masks.</summary>
/// <remarks>
/// A row holds all token inputs one after the other, a second row all feature inputs, a third the masks of those
/// inputs that are declared with one (see <see cref="ProgramInputs"/>).
/// </remarks>
internal sealed class InputGeometry
{
    private readonly Part[] _parts;

    public InputGeometry(ModelDescription description)
    {
        Model = description.Name;
        _parts = new Part[description.Inputs.Count];
        for (int i = 0; i < _parts.Length; i++)
        {
            InputDescription input = description.Inputs[i];
            bool tokens = input.Kind != InputKind.Features;
            int steps = Math.Max(input.Length, 1);
            int values = tokens ? steps : steps * input.Size;
            _parts[i] = new Part(input, tokens, steps, values, tokens ? TokensPerRow : FeaturesPerRow, HasMask(input) ? MaskPerRow : -1);
            if (tokens)
            {
                TokensPerRow += values;
                TokenInputs++;
            }
            else
            {
                FeaturesPerRow += values;
                FeatureInputs++;
            }

            MaskPerRow += HasMask(input) ? steps : 0;
            HasVariable |= input.IsVariable;
        }
    }

    /// <summary>True where an input takes sequences of any length.</summary>
    public bool HasVariable { get; }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>Tokens of a row, over all token inputs.</summary>
    public int TokensPerRow { get; }

    /// <summary>Features of a row, over all feature inputs.</summary>
    public int FeaturesPerRow { get; }

    /// <summary>Mask values of a row, over all inputs declared with a mask or that take sequences of any length.</summary>
    public int MaskPerRow { get; }

    /// <summary>How many inputs take tokens.</summary>
    public int TokenInputs { get; }

    /// <summary>How many inputs take features.</summary>
    public int FeatureInputs { get; }

    public int Count => _parts.Length;

    public ref readonly Part this[int input] => ref _parts[input];

    /// <summary>The names of all inputs, for messages.</summary>
    public string Names => string.Join(", ", _parts.Select(part => part.Input.Name));

    /// <summary>The index of the input of a name and kind, or a clear error.</summary>
    public int Find(string name, bool tokens)
    {
        int input = Find(name);
        return _parts[input].IsTokens == tokens
            ? input
            : throw new ArgumentException($"Input '{name}' takes {(tokens ? "features, not tokens" : "tokens, not features")}.");
    }

    /// <summary>The index of an input by its number among those of its kind, or a clear error.</summary>
    public int Find(int number, bool tokens)
    {
        int seen = 0;
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].IsTokens == tokens && seen++ == number)
            {
                return i;
            }
        }

        string kind = tokens ? "token" : "feature";
        throw new ArgumentException($"The data has a {kind} input {number}, but the model declares {seen} {kind} input(s).");
    }

    /// <summary>The steps of an output: those that are declared, or as many as the sequence has that it comes from.</summary>
    /// <param name="output">The output.</param>
    /// <param name="masks">The masks of a row.</param>
    public int StepsOf(OutputDescription output, ReadOnlySpan<float> masks) =>
        output.LengthOf is { } name ? StepsOf(name, masks) : Math.Max(output.Steps, 1);

    /// <summary>The steps of the input of a name.</summary>
    /// <param name="input">The name.</param>
    /// <param name="masks">The masks of a row.</param>
    public int StepsOf(string input, ReadOnlySpan<float> masks) => StepsOf(Find(input), masks);

    /// <summary>The steps of an input: those that are declared, or as many as a sequence of any length has.</summary>
    /// <param name="input">The input.</param>
    /// <param name="masks">The masks of a row.</param>
    public int StepsOf(int input, ReadOnlySpan<float> masks)
    {
        ref readonly Part part = ref _parts[input];
        int steps = part.Input.IsVariable ? masks.Slice(part.MaskOffset, part.Steps).IndexOf(0f) : -1;
        return steps < 0 ? part.Steps : steps;
    }

    /// <summary>The mask of a sequence of any length says which steps it has.</summary>
    private static bool HasMask(InputDescription input) => input.HasMask || input.IsVariable;

    private int Find(string name)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].Input.Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"The model has no input '{name}'; its inputs are {Names}.");
    }

    /// <summary>One input's place.</summary>
    /// <param name="Input">The declaration.</param>
    /// <param name="IsTokens">True for tokens and one-hot tokens.</param>
    /// <param name="Steps">Steps, at least 1.</param>
    /// <param name="Values">Values of a row: steps, or steps times size.</param>
    /// <param name="Offset">The first value inside a row of tokens or features.</param>
    /// <param name="MaskOffset">The first mask value inside a row of masks, or -1.</param>
    public readonly record struct Part(InputDescription Input, bool IsTokens, int Steps, int Values, int Offset, int MaskOffset)
    {
        /// <summary>Values of one step.</summary>
        public int StepSize => IsTokens ? 1 : Input.Size;
    }
}
