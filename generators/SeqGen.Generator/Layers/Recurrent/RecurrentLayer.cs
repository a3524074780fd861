namespace SeqGen.Generator.Layers;

/// <summary>What the layers with one recurrent cell have in common.</summary>
internal abstract record RecurrentLayer : LayerSpec
{
    public required RecurrentOptions Options { get; init; }

    /// <summary>Blocks of the kernels' columns: 1, an LSTM's 4, a GRU's 3.</summary>
    public abstract int Gates { get; }

    /// <summary>Rows of the bias.</summary>
    public virtual int BiasRows => 1;

    /// <summary>The names of the states in Keras' order, for instance <c>h</c> and <c>c</c>.</summary>
    public abstract ImmutableArray<string> States { get; }

    /// <summary>The number of weights for vectors of the given size.</summary>
    public long CountWeights(int inputSize)
    {
        long columns = (long)Gates * Options.Units;
        return (columns * ((long)inputSize + Options.Units)) + (Options.UseBias ? BiasRows * columns : 0);
    }

    /// <summary>Floats that training keeps of one sequence: the projection, the gates and the states of every step.</summary>
    public long CountSequenceValues(int steps) => (long)steps * Options.Units * ((2 * Gates) + States.Length);

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (!AcceptsInput(input))
        {
            return context.CannotFollow(NeededInput, input);
        }

        if (Options.ReturnState && !context.IsLast)
        {
            return context.Impossible("return_state", "a layer with return_state must be the model's last layer");
        }

        context.Uses(CountWeights(input.Size), CountSequenceValues(input.Steps));
        return OutputShape(input, Options.Units);
    }

    /// <summary>What a recurrent layer works on, in words.</summary>
    public const string NeededInput = "a sequence of vectors";

    public static bool AcceptsInput(Shape input) => input.IsSequence && input.Kind != ShapeKind.Tokens;

    /// <summary>All steps or the last one; a mask goes with the steps.</summary>
    public Shape OutputShape(Shape input, int size) => Options.ReturnSequences
        ? new(input.Steps, size, input.Masked && Options.PropagateMask, ShapeKind.Floats)
        : Shape.Vector(size);
}
