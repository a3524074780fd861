namespace SeqGen.Generator.Layers;

/// <summary>Where a recurrent layer's state comes from before the first step.</summary>
internal enum InitialState
{
    /// <summary>All zeros.</summary>
    Zeros,

    /// <summary>Handed in at run time.</summary>
    Input,

    /// <summary>The final states of another layer.</summary>
    Layer,

    /// <summary>Weights of the layer, the same for every sequence.</summary>
    Weights,
}

/// <summary>What the arguments of all recurrent layers have in common.</summary>
internal sealed record RecurrentOptions
{
    private static readonly WordTable<InitialState> InitialStates = new(
        ("zeros", InitialState.Zeros),
        ("input", InitialState.Input),
        ("weights", InitialState.Weights));

    public required int Units { get; init; }

    /// <summary>Of the candidate (and of an LSTM's output).</summary>
    public required ActivationSpec Activation { get; init; }

    /// <summary>Of the gates; linear for a cell without gates.</summary>
    public required ActivationSpec RecurrentActivation { get; init; }

    public required bool UseBias { get; init; }

    /// <summary>True to give the output of every step, false to give the last one.</summary>
    public required bool ReturnSequences { get; init; }

    /// <summary>True to give the final states as well.</summary>
    public required bool ReturnState { get; init; }

    /// <summary>True to process the last step first; a returned sequence stays in processing order.</summary>
    public required bool GoBackwards { get; init; }

    /// <summary>True to start each batch from the final states of the batch before.</summary>
    public required bool Stateful { get; init; }

    public required InitialState InitialState { get; init; }

    /// <summary>True where a mask also reaches the next layer.</summary>
    public required bool PropagateMask { get; init; }

    public required InitializerSpec KernelInitializer { get; init; }

    public required InitializerSpec RecurrentInitializer { get; init; }

    public required InitializerSpec BiasInitializer { get; init; }

    /// <summary>The probability that a value of the cell's input is dropped, at all steps of a sequence.</summary>
    public required float Dropout { get; init; }

    /// <summary>The probability that a value of the state is dropped where it meets the recurrent kernel, at all steps of a sequence.</summary>
    public required float RecurrentDropout { get; init; }

    /// <summary>The probability that a value of h stays as it was before the step.</summary>
    public required float ZoneoutOutput { get; init; }

    /// <summary>The same of an LSTM's cell.</summary>
    public required float ZoneoutCell { get; init; }

    /// <summary>The greatest size of a value of an LSTM's cell; null for none.</summary>
    public required float? CellClip { get; init; }

    /// <summary>How the cell normalises; null where it does not.</summary>
    public required CellNormalization? Normalization { get; init; }

    /// <summary>Why a layer cannot work on each of several sequences, or null where it can.</summary>
    public string? DistributionObstacle =>
        InitialState != InitialState.Zeros ? "each sequence starts from zeros"
        : ReturnState || Stateful ? "the states of several sequences are not kept"
        : Dropout > 0 || RecurrentDropout > 0 || ZoneoutOutput > 0 || ZoneoutCell > 0 ? "it would drop the same values of all sequences"
        : null;

    public required float KernelL1 { get; init; }

    public required float KernelL2 { get; init; }

    public required float RecurrentL1 { get; init; }

    public required float RecurrentL2 { get; init; }

    /// <summary>The number of units, which follows the cell's word where there is one.</summary>
    public static ArgumentDefinition UnitsArgument { get; } =
        ArgumentDefinition.Integer("units", 1, Limits.Units, "Values of the state and of the output.") with { Positional = true };

    public static ArgumentDefinition ActivationArgument { get; } =
        ArgumentDefinition.Activation("activation", "tanh", "Of the candidate state (and of an LSTM's output).");

    public static ArgumentDefinition RecurrentActivationArgument { get; } =
        ArgumentDefinition.Activation("recurrent_activation", "sigmoid", "Of the gates.");

    public static ArgumentDefinition GoBackwardsArgument { get; } =
        ArgumentDefinition.Flag("go_backwards", false, "Process the last step first; a returned sequence stays in processing order.");

    public static ArgumentDefinition ZoneoutCellArgument { get; } =
        DropoutLayer.RateArgument with { Name = "zoneout_cell", Positional = false, Default = "0", Summary = "The same of the cell c, on its way to the next step." };

    public static ArgumentDefinition CellClipArgument { get; } = new()
    {
        Name = "cell_clip",
        Type = ArgumentType.Number,
        Optional = true,
        Minimum = 1e-6,
        Summary = "The greatest size of a value of the cell c, which is cut to it before the output sees it (TensorFlow's cell_clip); by default there is none.",
    };

    /// <summary>The arguments after the activations and before the cell's own.</summary>
    public static ImmutableArray<ArgumentDefinition> FurtherArguments { get; } =
    [
        ArgumentDefinition.Flag("use_bias", true, "Add a bias."),
        ArgumentDefinition.Flag("return_sequences", false, "Give the output of every step, not only of the last one."),
        ArgumentDefinition.Flag("return_state", false, "Give the final states as well."),
        ArgumentDefinition.Flag("stateful", false, "Start each batch from the final states of the batch before."),
        new() { Name = "initial_state", Type = ArgumentType.State, Words = InitialStates.Words, Default = "zeros", Summary = "Zeros, an input handed in at run time, weights of the layer, or the layer above whose final states it starts from." },
        ArgumentDefinition.Flag("propagate_mask", true, "A mask also reaches the next layer."),
        DropoutLayer.RateArgument with { Name = "dropout", Positional = false, Default = "0", Summary = "The probability that a value of the input is dropped in training, at all steps of a sequence." },
        DropoutLayer.RateArgument with { Name = "recurrent_dropout", Positional = false, Default = "0", Summary = "The same of the state, where it meets the recurrent kernel." },
        DropoutLayer.RateArgument with { Name = "zoneout_output", Positional = false, Default = "0", Summary = "The probability that a value of h stays as it was before the step, in training; inference takes the expectation (Krueger 2016)." },
        .. CellNormalization.Arguments,
        ArgumentDefinition.Initializer("kernel_initializer", "glorot_uniform", "How a fresh input kernel is filled."),
        ArgumentDefinition.Initializer("recurrent_initializer", "orthogonal", "How a fresh recurrent kernel is filled."),
        ArgumentDefinition.Initializer("bias_initializer", "zeros", "How a fresh bias is filled."),
        ArgumentDefinition.Penalty("kernel_l1", "The L1 penalty on the input kernel."),
        ArgumentDefinition.Penalty("kernel_l2", "The L2 penalty on the input kernel."),
        ArgumentDefinition.Penalty("recurrent_l1", "The L1 penalty on the recurrent kernel."),
        ArgumentDefinition.Penalty("recurrent_l2", "The L2 penalty on the recurrent kernel."),
    ];

    /// <summary>The same for a cell without a recurrent kernel.</summary>
    public static ImmutableArray<ArgumentDefinition> ArgumentsWithoutKernel { get; } =
    [
        .. FurtherArguments.Where(argument =>
            !argument.Name.StartsWith("recurrent_", StringComparison.Ordinal) && CellNormalization.Arguments.All(ofKernels => ofKernels.Name != argument.Name)),
    ];

    /// <summary>Reads the common arguments, as far as the layer's table has them.</summary>
    public static RecurrentOptions Read(ArgumentReader arguments)
    {
        InitialState initialState = arguments.State("initial_state", InitialStates, InitialState.Layer);
        bool stateful = arguments.Flag("stateful");
        if (stateful && initialState != InitialState.Zeros)
        {
            arguments.RejectIfGiven("initial_state", "a stateful layer starts from its own last state");
        }

        return new()
        {
            Units = arguments.Integer("units"),
            Activation = ReadActivation(arguments, "activation"),
            RecurrentActivation = arguments.Knows("recurrent_activation") ? ReadActivation(arguments, "recurrent_activation") : ActivationSpec.Linear,
            UseBias = arguments.Flag("use_bias"),
            ReturnSequences = arguments.Flag("return_sequences"),
            ReturnState = arguments.Flag("return_state"),
            GoBackwards = arguments.Knows("go_backwards") && arguments.Flag("go_backwards"),
            Stateful = stateful,
            InitialState = initialState,
            PropagateMask = arguments.Flag("propagate_mask"),
            KernelInitializer = arguments.Initializer("kernel_initializer"),
            RecurrentInitializer = arguments.Knows("recurrent_initializer") ? arguments.Initializer("recurrent_initializer") : new(InitializerKind.Zeros),
            BiasInitializer = arguments.BiasInitializer("bias_initializer"),
            Dropout = arguments.Number("dropout"),
            RecurrentDropout = arguments.Knows("recurrent_dropout") ? arguments.Number("recurrent_dropout") : 0,
            ZoneoutOutput = arguments.Number("zoneout_output"),
            ZoneoutCell = arguments.Knows("zoneout_cell") ? arguments.Number("zoneout_cell") : 0,
            CellClip = arguments.Knows("cell_clip") ? arguments.OptionalNumber("cell_clip") : null,
            Normalization = arguments.Knows("layer_normalization") ? CellNormalization.Read(arguments) : null,
            KernelL1 = arguments.Number("kernel_l1"),
            KernelL2 = arguments.Number("kernel_l2"),
            RecurrentL1 = arguments.Knows("recurrent_l1") ? arguments.Number("recurrent_l1") : 0,
            RecurrentL2 = arguments.Knows("recurrent_l2") ? arguments.Number("recurrent_l2") : 0,
        };
    }

    /// <summary>Any activation that works on one value by itself.</summary>
    private static ActivationSpec ReadActivation(ArgumentReader arguments, string name)
    {
        ActivationSpec activation = arguments.Activation(name);
        if (activation.MixesValues)
        {
            arguments.RejectIfGiven(name, $"{activation.Word} mixes the units of a step, which a recurrent cell does not allow");
        }

        return activation;
    }
}
