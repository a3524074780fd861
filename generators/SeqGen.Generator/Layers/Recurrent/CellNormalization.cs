namespace SeqGen.Generator.Layers;

/// <summary>How a recurrent cell normalises: what its layer normalisations have in common.</summary>
/// <remarks>
/// The definition is that of Ba, Kiros and Hinton 2016 (equations 20 to 22), with the weights of TensorFlow Addons'
/// <c>LayerNormLSTMCell</c>: what the input kernel gives (<c>kernel_norm</c>) and what the recurrent kernel gives
/// (<c>recurrent_norm</c>) are normalised each by itself, all gates of a step together, before they are added with the
/// bias; an LSTM's cell is normalised (<c>state_norm</c>) on its way to the output, while the cell that is carried on
/// stays as it is. A GRU with <c>reset_after</c> and a simple_rnn follow the same rule (the GRU's as Haste's
/// <c>LayerNormGRU</c>). Without <c>reset_after</c> the candidate has products of its own, and so, as in that paper,
/// normalisations of its own beside those of z and r; the weights are the same, the candidate's values the last ones.
/// </remarks>
/// <param name="Epsilon">What is added to the variances.</param>
/// <param name="GammaInitializer">How fresh factors are filled.</param>
/// <param name="BetaInitializer">How fresh shifts are filled.</param>
internal sealed record CellNormalization(float Epsilon, InitializerSpec GammaInitializer, InitializerSpec BetaInitializer)
{
    /// <summary>The normalisation of <c>x.W</c>.</summary>
    public const string KernelPart = "kernel_norm";

    /// <summary>The normalisation of <c>h.U</c>.</summary>
    public const string RecurrentPart = "recurrent_norm";

    /// <summary>The normalisation of an LSTM's cell.</summary>
    public const string StatePart = "state_norm";

    /// <summary>The arguments of the layers.</summary>
    public static ImmutableArray<ArgumentDefinition> Arguments { get; } =
    [
        ArgumentDefinition.Flag("layer_normalization", false, "Normalise what each kernel gives, and an LSTM's cell on its way to the output (Ba 2016)."),
        ArgumentDefinition.Number("norm_epsilon", "0.001", "What layer normalization adds to the variance.") with { Minimum = 1e-12 },
        ArgumentDefinition.Initializer("norm_gamma_initializer", "ones", "How fresh factors of layer normalization are filled."),
        ArgumentDefinition.Initializer("norm_beta_initializer", "zeros", "How fresh shifts of layer normalization are filled."),
    ];

    /// <summary>Reads them; null where nothing is normalised.</summary>
    public static CellNormalization? Read(ArgumentReader arguments)
    {
        CellNormalization normalization = new(
            arguments.Number("norm_epsilon"), arguments.BiasInitializer("norm_gamma_initializer"), arguments.BiasInitializer("norm_beta_initializer"));
        if (arguments.Flag("layer_normalization"))
        {
            return normalization;
        }

        foreach (ArgumentDefinition argument in Arguments.Skip(1))
        {
            arguments.RejectIfGiven(argument.Name, "it belongs to layer_normalization=true");
        }

        return null;
    }

    /// <summary>The parts that a cell normalises, and the values of each.</summary>
    public static IEnumerable<(string Name, int Size)> PartsOf(RecurrentLayer layer)
    {
        int columns = layer.Gates * layer.Options.Units;
        yield return (KernelPart, columns);
        yield return (RecurrentPart, columns);
        if (layer.NormalizesState)
        {
            yield return (StatePart, layer.Options.Units);
        }
    }
}
