namespace SeqGen.Generator.Networks;

/// <summary>One layer of a network: its own arguments are in the derived record, one file per layer.</summary>
internal abstract record LayerSpec
{
    /// <summary>The layer's name, unique in the model.</summary>
    public string Name { get; init; } = "";

    /// <summary>False where training leaves the layer's weights alone.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>The seed of the layer's initialisers and dropout, or null to derive it from the model's seed.</summary>
    public int? Seed { get; init; }

    /// <summary>The layer's word, Keras class and arguments.</summary>
    public abstract LayerDefinition Definition { get; }

    /// <summary>The output's shape, or null where this layer cannot follow an input of that shape (and the context knows why).</summary>
    public abstract Shape? InferShape(Shape input, ShapeContext context);

    /// <summary>The multiply-adds of one sequence as the layer is defined; what is looked up by a token costs none.</summary>
    /// <param name="inputs">The shapes of what the layer takes, main input first.</param>
    /// <param name="output">The output's shape.</param>
    public virtual long MultiplyAdds(IReadOnlyList<Shape> inputs, Shape output) => 0;

    /// <summary>Values of a step that are multiplied: none of a one-hot vector, whose product is a row of the kernel.</summary>
    protected static int MultipliedValues(Shape input) => input.Kind == ShapeKind.OneHot ? 0 : input.Size;

    /// <summary>Declares the layer's weights, in Keras' order.</summary>
    public virtual void DeclareWeights(LayerWeights weights, Shape input)
    {
    }

    /// <summary>Writes the layer's arguments in Keras' words.</summary>
    public virtual void WriteConfig(JsonFields config, Shape input)
    {
    }

    /// <summary>Writes what Keras takes when the layer is called instead of when it is made.</summary>
    public virtual void WriteCall(JsonFields keywords)
    {
    }

    /// <summary>True where Keras takes several inputs as one list, false where each is an argument.</summary>
    public virtual bool TakesListOfInputs => true;

    /// <summary>The states after the last step, which another layer may start from; empty for layers without states.</summary>
    public virtual ImmutableArray<StateShape> EndStates => [];

    /// <summary>True where the caller gets the final states beside the output.</summary>
    public virtual bool ReturnsStates => false;

    /// <summary>The same layer as Keras writes it where its final states are passed on.</summary>
    public virtual LayerSpec ReturningStates => this;

    /// <summary>True where a step of a stream needs all steps of one of the layer's inputs.</summary>
    /// <param name="input">0 for the main input, 1 and so on for those that it joins.</param>
    /// <param name="inputs">The shapes of all inputs.</param>
    public virtual bool NeedsAllSteps(int input, IReadOnlyList<Shape> inputs) => false;

    /// <summary>Why the layer cannot work on one step at a time, or null where it can.</summary>
    public virtual string? StreamObstacle => null;

    /// <summary>True where the layer works on every step of a sequence by itself, so that it is its own time-distributed layer.</summary>
    public virtual bool WorksOnEachStep => false;

    /// <summary>Why the layer cannot work on each of several sequences, or null where it can.</summary>
    public virtual string? DistributionObstacle => null;

    /// <summary>
    /// Why the layer is not right for sequences that have any number of steps up to that of the shape, and what to do instead; null where it is right for
    /// each of them: as it would be in a network for sequences of that length.
    /// </summary>
    /// <param name="inputs">The shapes of what the layer takes, main input first; at least one is such a sequence.</param>
    public virtual string? LengthObstacle(IReadOnlyList<Shape> inputs) => WorksOnEachStep ? null : FixedLength;

    /// <summary>What to do where the values of a layer are those of a number of steps.</summary>
    protected const string FixedLength = "what it gives depends on the number of steps; declare the input with length instead of max_length, or first make one vector of the sequence (a recurrent layer without return_sequences, global_max_pooling1d, global_average_pooling1d)";

    /// <summary>True where the layer goes on with a sum that a layer in front leaves open: it adds to it, or takes a function of each of its values.</summary>
    /// <param name="inputs">The shapes of what the layer takes, main input first.</param>
    public virtual bool FinishesSums(IReadOnlyList<Shape> inputs) => false;

    /// <summary>Steps in front of those of a run that the layer sees again in a stream, all values of each, as they lie; 0 where it keeps its past otherwise.</summary>
    /// <param name="input">The shape of the main input.</param>
    public virtual int PastSteps(Shape input) => 0;

    /// <summary>
    /// True where the layer computes several steps of a stream in the lanes of a vector as well: it reads the values of its inputs, and writes those of its output,
    /// where <see cref="Tensor.HasStepsInLanes"/> says. Asked only of models in which no shape is masked or of a length that varies.
    /// </summary>
    /// <param name="inputs">The shapes of what the layer takes, main input first; of an input layer, its own.</param>
    public virtual bool TakesStepsInLanes(IReadOnlyList<Shape> inputs) => OnlyTrains;

    /// <summary>True where the layer does nothing but in training.</summary>
    public virtual bool OnlyTrains => false;

    /// <summary>
    /// Where inference can look the layer's products with a vector up by the vector's token: the floats of a token's row in
    /// such a table. Null where the layer needs the vectors.
    /// </summary>
    public virtual int? TableStride => null;

    /// <summary>Plans the layer for one program: its buffers, its packed weights, and how its code is written.</summary>
    /// <param name="planner">Where it plans; it also has the inputs that the layer joins.</param>
    /// <param name="input">The main input.</param>
    public abstract LayerPlan Plan(LayerPlanner planner, Tensor input);

    /// <summary>The activation that the output went through last, given the input's.</summary>
    public virtual ActivationSpec OutputActivation(ActivationSpec before) => ActivationSpec.Linear;
}
