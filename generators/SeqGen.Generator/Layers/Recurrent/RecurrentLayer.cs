namespace SeqGen.Generator.Layers;

/// <summary>What the layers with one recurrent cell have in common.</summary>
internal abstract record RecurrentLayer : LayerSpec
{
    public required RecurrentOptions Options { get; init; }

    /// <summary>Blocks of the kernels' columns: 1, an LSTM's 4, a GRU's 3.</summary>
    public abstract int Gates { get; }

    /// <summary>Rows of the bias.</summary>
    public virtual int BiasRows => 1;

    /// <summary>The names of the states in Keras' order, for instance <c>h</c> and <c>c</c>, each with its name in the plan.</summary>
    public abstract ImmutableArray<(string Name, string Title)> States { get; }

    /// <summary>Values of h, and of the output.</summary>
    public virtual int StateUnits => Options.Units;

    /// <summary>Values of h that the gates see by way of the recurrent kernel: 0 where there is no such kernel.</summary>
    public virtual int RecurrentUnits => StateUnits;

    /// <summary>True where layer normalization also takes a state on its way to the output.</summary>
    public virtual bool NormalizesState => false;

    public override void WriteConfig(JsonFields config, Shape input)
    {
        config
            .Add("units", Options.Units)
            .Add("activation", Options.Activation.ToString())
            .Add("use_bias", Options.UseBias)
            .Add("return_sequences", Options.ReturnSequences)
            .Add("return_state", Options.ReturnState)
            .Add("go_backwards", Options.GoBackwards)
            .Add("stateful", Options.Stateful)
            .Add("dropout", Options.Dropout);
        if (RecurrentUnits > 0)
        {
            config.Add("recurrent_dropout", Options.RecurrentDropout);
        }

        config.Add("kernel_initializer", Options.KernelInitializer.ToString());
        if (RecurrentUnits > 0)
        {
            config.Add("recurrent_initializer", Options.RecurrentInitializer.ToString());
        }

        config.Add("bias_initializer", Options.BiasInitializer.ToString());
        if (Options.ZoneoutOutput > 0 || Options.ZoneoutCell > 0)
        {
            config.Add("zoneout_output", Options.ZoneoutOutput).Add("zoneout_cell", Options.ZoneoutCell);
        }

        if (Options.CellClip is { } limit)
        {
            config.Add("cell_clip", limit);
        }

        if (Options.InitialState == InitialState.Weights)
        {
            config.Add("initial_state_weights", true);
        }

        if (!Options.PropagateMask)
        {
            config.Add("propagate_mask", false);
        }

        if (Options.Normalization is { } normalization)
        {
            config
                .Add("layer_normalization", true)
                .Add("norm_epsilon", normalization.Epsilon)
                .Add("norm_gamma_initializer", normalization.GammaInitializer.ToString())
                .Add("norm_beta_initializer", normalization.BetaInitializer.ToString());
        }
    }

    /// <summary>How a fresh bias is filled.</summary>
    protected virtual InitializerSpec FreshBias => Options.BiasInitializer;

    /// <summary>The cell's code over all steps, in one direction.</summary>
    /// <param name="planner">Where it plans.</param>
    /// <param name="input">The sequence.</param>
    /// <param name="direction">The start of the weights' names: empty, <c>forward/</c> or <c>backward/</c>.</param>
    /// <param name="backwards">True to process the last step first.</param>
    public Recurrence Recur(LayerPlanner planner, Tensor input, string direction, bool backwards) =>
        new RecurrentCell(this, planner, input, direction, backwards);

    /// <summary>The cell's equations: the next value of each state. All code of a step, forward and backward, follows from them.</summary>
    public abstract IReadOnlyList<Value> Step(RecurrentCell cell);

    public override long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => inputs[0].Vectors
        * (((long)Gates * Options.Units * (MultipliedValues(inputs[0]) + RecurrentUnits)) + CellWeights + NormalizedParts.Sum(part => (long)part.Size));

    public override void DeclareWeights(LayerWeights weights, Shape input)
    {
        DeclareWeights(weights, input.Size, "");
        DeclareInitialStates(weights, "");
    }

    /// <summary>Declares the states before the first step, where these are weights.</summary>
    public void DeclareInitialStates(LayerWeights weights, string direction)
    {
        for (int state = 0; Options.InitialState == InitialState.Weights && state < EndStates.Length; state++)
        {
            weights.Add($"{direction}initial_state_{state}", [EndStates[state].Units], new(InitializerKind.Zeros));
        }
    }

    /// <summary>Declares the weights of one direction.</summary>
    public virtual void DeclareWeights(LayerWeights weights, int inputSize, string direction)
    {
        int columns = Gates * Options.Units;
        weights.Add(direction + "kernel", [inputSize, columns], Options.KernelInitializer, Options.KernelL1, Options.KernelL2);
        if (RecurrentUnits > 0)
        {
            weights.Add(direction + "recurrent_kernel", [RecurrentUnits, columns], Options.RecurrentInitializer, Options.RecurrentL1, Options.RecurrentL2, readEachStep: true);
        }

        DeclareCellWeights(weights, direction);
        if (Options.UseBias)
        {
            weights.Add(direction + "bias", BiasRows == 1 ? [columns] : [BiasRows, columns], FreshBias);
        }

        foreach ((string name, int size) in NormalizedParts)
        {
            weights.Add($"{direction}{name}/gamma", [size], Options.Normalization!.GammaInitializer);
            weights.Add($"{direction}{name}/beta", [size], Options.Normalization.BetaInitializer);
        }
    }

    /// <summary>Declares weights that only this cell has; in Keras' order they stand before the bias.</summary>
    protected virtual void DeclareCellWeights(LayerWeights weights, string direction)
    {
    }

    /// <summary>The vectors of a step that are normalised, and the values of each.</summary>
    private IEnumerable<(string Name, int Size)> NormalizedParts => Options.Normalization == null ? [] : CellNormalization.PartsOf(this);

    /// <summary>The number of weights that only this cell has.</summary>
    protected virtual long CellWeights => 0;

    /// <summary>Values that training keeps of a step of this cell alone.</summary>
    protected virtual long CellSequenceValues => 0;

    public override string? StreamObstacle => Options.GoBackwards ? "go_backwards needs the whole sequence" : null;

    public override string? DistributionObstacle => Options.DistributionObstacle;

    public override int? TableStride => new ColumnLayout(Options.Units, Gates).Stride;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) =>
        new RecurrentPlan(planner, $"{Definition.ClassName}({Options.Units})", Recur(planner, input, "", Options.GoBackwards));

    /// <summary>The number of weights for vectors of the given size.</summary>
    public long CountWeights(int inputSize)
    {
        long columns = (long)Gates * Options.Units;
        return (columns * ((long)inputSize + RecurrentUnits)) + CellWeights + (Options.UseBias ? BiasRows * columns : 0) + NormalizedParts.Sum(part => 2L * part.Size)
            + (Options.InitialState == InitialState.Weights ? EndStates.Sum(state => (long)state.Units) : 0);
    }

    /// <summary>Floats that training keeps of one sequence: the projection, the gates and the states of every step; with dropout, what is left of input and state; what is normalised, and its gradient.</summary>
    public long CountSequenceValues(Shape input)
    {
        long values = (long)Options.Units * ((2 * Gates) + States.Length + (Options.RecurrentDropout > 0 ? 1 : 0) + (Options.ZoneoutOutput > 0 ? 1 : 0) + (Options.ZoneoutCell > 0 ? 1 : 0) + (Options.CellClip != null ? 1 : 0)) + CellSequenceValues + NormalizedParts.Sum(part => 2L * part.Size);
        return input.Steps * (values + (Options.Dropout > 0 && input.Kind == ShapeKind.Floats ? 2L * input.Size : 0));
    }

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!AcceptsInput(input))
        {
            return context.CannotFollow(NeededInput, input);
        }

        if (!StateHandover.Check(this, context))
        {
            return null;
        }

        context.Uses(CountWeights(input.Size), CountSequenceValues(input));
        return OutputShape(input, StateUnits);
    }

    public override ImmutableArray<StateShape> EndStates => [.. States.Select(state => new StateShape(state.Name, state.Name == "h" ? StateUnits : Options.Units))];

    public override bool ReturnsStates => Options.ReturnState;

    /// <summary>The states pass steps by that are not there, in either direction. Backwards, all steps would come in the order of the longest sequence.</summary>
    public override string? LengthObstacle(IReadOnlyList<Shape> inputs) => Options is { GoBackwards: true, ReturnSequences: true }
        ? "go_backwards with return_sequences gives the steps from the last to the first, and which one is the last is not always the same; use bidirectional, or declare the input with length instead of max_length"
        : null;

    public override LayerSpec ReturningStates => this with { Options = Options with { ReturnState = true } };

    /// <summary>What a recurrent layer works on, in words.</summary>
    public const string NeededInput = "a sequence of vectors";

    public static bool AcceptsInput(Shape input) => input.IsSequence && input.Kind != ShapeKind.Tokens;

    /// <summary>All steps or the last one; a mask goes with the steps.</summary>
    public Shape OutputShape(Shape input, int size) => Options.ReturnSequences
        ? new(input.Steps, size, (input.Masked && Options.PropagateMask) || input.IsVariable, ShapeKind.Floats) { LengthOf = input.LengthOf }
        : Shape.Vector(size);
}
