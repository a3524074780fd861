namespace SeqGen.Generator.Networks;

/// <summary>What a layer plans with: weights, packed matrices, workspace and gradients, all under the layer's name.</summary>
/// <param name="network">The plan of the network.</param>
/// <param name="program">The program.</param>
/// <param name="layerIndex">The layer's index.</param>
/// <param name="inputs">The outputs that the layer takes: the main one, then those that it joins.</param>
/// <param name="stateSource">The plan of the layer whose final states it starts from, or null.</param>
internal sealed class LayerPlanner(NetworkPlan network, ProgramPlan program, int layerIndex, IReadOnlyList<Tensor> inputs, LayerPlan? stateSource)
{
    private readonly string _layerName = network.Spec.Layers[layerIndex].Name;

    public int LayerIndex => layerIndex;

    /// <summary>
    /// True where the loss may already have given the gradient of the last activation's argument; null of a layer whose values others take too.
    /// </summary>
    public Test? GradientIsOfLogits => network.OnlyOutputOf(layerIndex) is { } output ? Test.GradientIsOfLogits(network.Spec.HasNamedOutputs ? output : null) : null;

    /// <summary>The program; for a layer of a streaming program that runs once, the program of one sequence.</summary>
    public ProgramKind Kind => IsGivenAtBegin ? ProgramKind.One : program.Kind;

    /// <summary>True in a stream for what does not depend on the input that comes step by step: it runs, and its inputs are there, when the stream begins.</summary>
    public bool IsGivenAtBegin => program.IsStream && !network.Streams(layerIndex);

    /// <summary>True where the layer gets the steps of a stream, and its states are carried from one run to the next.</summary>
    public bool IsStreaming => program.IsStream && !IsGivenAtBegin;

    /// <summary>All inputs: the main one, then those that the layer joins.</summary>
    public IReadOnlyList<Tensor> Inputs => inputs;

    /// <summary>The shapes of all inputs, as the whole sequence has them.</summary>
    public IReadOnlyList<Shape> InputShapes => Inside is { } inside ? [inside.Input] : [.. network.Spec.Sources[layerIndex].Inputs.Select(input => network.Shapes[input])];

    /// <summary>The shape of the output, of the whole sequence.</summary>
    public Shape OutputShape => Inside?.Output ?? network.Shapes[layerIndex];

    /// <summary>The shapes of a layer that works inside another one, on a part of its input.</summary>
    private (Shape Input, Shape Output)? Inside { get; init; }

    /// <summary>Plans a layer that works on each of several sequences of a row.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="sequences">How many there are.</param>
    /// <param name="counter">The counter of the loop over them.</param>
    /// <param name="input">One of them.</param>
    /// <param name="shapes">The shapes of what the layer takes and gives.</param>
    public LayerPlan PlanForSequences(LayerSpec layer, int sequences, string counter, Tensor input, (Shape Input, Shape Output) shapes) =>
        program.ForSequences(sequences, counter, () => layer.Plan(new(network, program, layerIndex, [input], null) { Inside = shapes }, input));

    /// <summary>For each initial state the final states of another layer that it is made of; empty where no layer hands states on.</summary>
    public IReadOnlyList<IReadOnlyList<EndState>> HandedStates => stateSource == null
        ? []
        : [.. StateHandover.Match(network.Spec.Layers[network.Spec.Sources[layerIndex].State!.Value].EndStates, network.Spec.Layers[layerIndex].EndStates)!.Value
            .Select(states => states.Select(state => stateSource.EndStates[state]).ToList())];

    /// <summary>The gradients that other layers write of one of this layer's final states; known when all layers are planned.</summary>
    public IEnumerable<Tensor> GradientsOf(EndState state) =>
        program.Layers.SelectMany(layer => layer.StateGradients).Where(gradient => gradient.State == state).Select(gradient => gradient.Gradient);

    /// <summary>The tables that the layer after this one looks up in place of its vectors; known when all layers are planned.</summary>
    public IEnumerable<PackedMatrix> TablesOf(FoldedEmbedding embedding) =>
        Packed.Entries.Select(entry => entry.Matrix).Where(matrix => matrix.FoldedFrom == embedding);

    /// <summary>True where the layer may leave its sum open for the only layer that takes it. Training keeps all values for the way back.</summary>
    public bool LeavesSum => !Training && Inside == null && network.LeavesSum(layerIndex);

    /// <summary>The sum that one of the inputs was left as, or null where it is there.</summary>
    public StepSum? SumOf(Tensor input) => program.OpenSums.TryGetValue(input, out StepSum? sum) ? sum : null;

    /// <summary>A new tensor for a sum; in place of one, where the sum is left open, its shape.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="size">Values of a step.</param>
    /// <param name="sum">The sum.</param>
    public Tensor SumTensor(string name, int steps, int size, StepSum sum)
    {
        if (!LeavesSum)
        {
            return OutputTensor(name, steps, size);
        }

        // There is no such place, so that the proof of accesses finds whoever reads it.
        int stride = Line.Pad(size);
        Tensor open = new() { Buffer = BufferKind.Workspace, Offset = -1, Steps = steps, Size = size, Stride = stride, RowStride = steps * stride };
        program.OpenSums.Add(open, sum);
        return open;
    }

    /// <summary>A new tensor for the layer's output; in a stream where the layer that sees its past keeps that, so that nobody copies it there.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="size">Values of a step.</param>
    public Tensor OutputTensor(string name, int steps, int size)
    {
        int past = IsStreaming && Inside == null ? network.PastSteps(layerIndex) : 0;
        if (PastBuffer(name, past, size) is not { } buffer)
        {
            return HasStepsInLanes ? program.ReserveLanes(Identifier, name, steps, size) : Tensor(name, steps, size);
        }

        Tensor seen = Sliding(buffer, past + steps);
        Tensor output = seen.Shaped(steps, size, seen.Stride, from: past * seen.Stride);
        program.Pasts.Add(output, (buffer, past));
        return output;
    }

    /// <summary>True where the values of several steps of a stream share a vector.</summary>
    public bool HasStepsInLanes => program.HasStepsInLanes && IsStreaming;

    /// <summary>A new buffer in which a stream's steps move on behind so many of their past; null where these are so few that they are moved instead.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="past">Steps of the past.</param>
    /// <param name="size">Values of a step.</param>
    public Tensor? PastBuffer(string name, int past, int size)
    {
        if (!HasStepsInLanes)
        {
            return StepSchedule.Slides(past * Line.Pad(size)) ? Tensor(name, past + StreamRoom, size) : null;
        }

        // The first step of a block is the first of a line.
        int before = Line.Pad(past);
        return past == 0 ? null : program.ReserveLanes(Identifier, name, before + StreamRoom, size).Shaped(past + StreamRoom, size, 1, from: before - past);
    }

    /// <summary>The buffer in which an input of a stream follows so many steps of its past; null where there is none.</summary>
    public Tensor? PastOf(Tensor input, int steps) => program.Pasts.TryGetValue(input, out (Tensor Buffer, int Steps) past) && past.Steps == steps ? past.Buffer : null;

    /// <summary>The only layer that works on this one's output in inference, or null where there are several or none.</summary>
    public LayerSpec? OnlyReader => network.OnlyReaderOf(layerIndex);

    public int Rows => program.Rows;

    public bool Training => program.Training;

    /// <summary>Makes the steps of a stream take turns: see <see cref="ProgramPlan.Turn"/>.</summary>
    public Tensor TakeTurns() => program.TakeTurns();

    /// <summary>True where a layer in front of this one carries states from step to step.</summary>
    public bool IsBehindStates => program.Layers.Any(layer => layer.RunsEveryStep && layer.StreamStates.Count > 0);

    /// <summary>The layer's name as a C# identifier.</summary>
    public string Identifier => NetworkPlan.Identifier(_layerName);

    public string LayerName => _layerName;

    private string Constant(string name) => NetworkPlan.Constant(Identifier, name);

    /// <summary>A weight of this layer in Keras' layout.</summary>
    public WeightPlan Weight(string name) => network.Weights.First(w => w.Name == _layerName + "/" + name);

    /// <summary>A new tensor of the workspace.</summary>
    public Tensor Tensor(string name, int steps, int size) => program.Reserve(Identifier, name, steps, size);

    /// <summary>A new tensor whose steps are laid out as the columns of a matrix.</summary>
    public Tensor Tensor(string name, int steps, ColumnLayout columns) =>
        program.Reserve(Identifier, name, steps, columns.Stride, used: columns.End, spread: steps > 1);

    /// <summary>A new tensor with room for more than its size in a step.</summary>
    public Tensor Roomy(string name, int steps, int size, int room)
    {
        Tensor tensor = program.Reserve(Identifier, name, steps, room, used: size);
        return tensor.Shaped(steps, size, tensor.Stride);
    }

    /// <summary>A new tensor of another one's steps and size, padded.</summary>
    public Tensor TensorLike(string name, Tensor tensor) => tensor.Segments == 1
        ? Tensor(name, tensor.Steps, tensor.Size)
        : program.ReserveLike(Identifier, name, tensor);

    /// <summary>A new tensor of one float a step, such as a mask.</summary>
    public Tensor Scalars(string name, int steps) => program.ReserveScalars(Identifier, name, steps);

    /// <summary>A new mask, of steps that are not all there where a tensor says which are.</summary>
    public Tensor Mask(string name, int steps, Tensor? presence)
    {
        Tensor mask = Scalars(name, steps);
        mask.Presence = presence;
        return mask;
    }

    /// <summary>A new vector that all rows share.</summary>
    public Tensor Shared(string name, int size) => program.ReserveShared(Identifier, name, size);

    /// <summary>New vectors of one size that all rows share, as one tensor.</summary>
    public Tensor Shared(string name, int count, int size) => program.ReserveShared(Identifier, name, size, count);

    /// <summary>A new tensor with more slots a row than steps.</summary>
    public Tensor Slots(string name, int slots, int size) => program.Reserve(Identifier, name, 1, size, slots);

    /// <summary>A view of some slots of a tensor.</summary>
    public static Tensor View(Tensor tensor, int firstSlot, int steps, Tensor? mask = null)
    {
        Tensor view = tensor.Shaped(steps, tensor.Size, tensor.Stride, from: firstSlot * tensor.Stride);
        view.Mask = mask;
        return view;
    }

    /// <summary>The first steps of a tensor with their padding, as one vector.</summary>
    public static Tensor AsOneStep(Tensor tensor, int steps) => tensor.Shaped(1, steps * tensor.Stride, steps * tensor.Stride);

    /// <summary>Steps that a stream moves on in a buffer of its past before <see cref="LayerPlan.Rewind"/>.</summary>
    public int StreamRoom => StepSchedule.StreamRoom(program.StreamSteps);

    /// <summary>The steps of a buffer that a run of a stream sees, which moves on from run to run.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="steps">How many it sees.</param>
    public Tensor Sliding(Tensor buffer, int steps) => new()
    {
        Buffer = buffer.Buffer,
        Offset = buffer.Offset + new PositionIndex(StreamRoom - program.StreamSteps) * buffer.Stride,
        OffsetValue = buffer.OffsetValue,
        Steps = steps,
        Size = buffer.Size,
        Stride = buffer.Stride,
        ValueStride = buffer.ValueStride,
        RowStride = buffer.RowStride,
    };

    private PackedPlan Packed => Training ? network.TrainingWeights : network.InferenceWeights;

    /// <summary>A weight [rows, gates * units] packed in panels.</summary>
    /// <param name="name">The constant's name after the layer's.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="rows">Rows to pack.</param>
    /// <param name="columns">How the columns shall lie.</param>
    /// <param name="firstColumn">The first source column (a later gate), or the first element.</param>
    /// <param name="sourceStride">Floats from one source row to the next.</param>
    /// <param name="runLength">Rows that a product takes in turn; all where it is not given.</param>
    /// <param name="lookedUpElsewhere">True where another program looks rows up, so that this one needs them in float32 too.</param>
    /// <remarks>A single row is no factor of a product but a bias or the like, and stays in float32.</remarks>
    public PackedMatrix Pack(
        string name, WeightPlan weight, int rows, ColumnLayout columns, int firstColumn, int sourceStride, int? runLength = null, bool lookedUpElsewhere = false)
    {
        WeightFormat format = Training || rows == 1 || lookedUpElsewhere ? WeightFormat.Float32 : network.Spec.Options.Weights;
        var matrix = new PackedMatrix($"{Packed.Name}.{Constant(name)}", rows, columns) { Format = format, RunLength = runLength ?? rows };
        return Packed.Add(matrix, m => PackingSteps.Columns(m, new(weight, firstColumn, sourceStride)));
    }

    /// <summary>A weight [rows, gates * units] packed as a table: one padded row a token, with the bias added.</summary>
    public PackedMatrix PackTable(string name, WeightPlan weight, int rows, ColumnLayout columns, WeightPlan? bias, int firstColumn, int sourceStride) =>
        Packed.Add(Constant(name), rows, columns, matrix => PackingSteps.Table(matrix, new(weight, firstColumn, sourceStride), bias));

    /// <summary>What a normalisation with fixed statistics multiplies by: <c>gamma / sqrt(variance + epsilon)</c>.</summary>
    public PackedMatrix PackScale(string name, WeightPlan variance, WeightPlan? gamma, float epsilon) =>
        Packed.Add(Constant(name), 1, new ColumnLayout(variance.Length), matrix => PackingSteps.NormalizationScale(matrix, variance, gamma, epsilon));

    /// <summary>What it adds: <c>beta - mean * scale</c>.</summary>
    public PackedMatrix PackShift(string name, WeightPlan mean, WeightPlan? beta, PackedMatrix scale) =>
        Packed.Add(Constant(name), 1, new ColumnLayout(mean.Length), matrix => PackingSteps.NormalizationShift(matrix, mean, beta, scale));

    /// <summary>The products of the rows of an embedding's table with a kernel [size, gates * units], with the bias added: one padded row a token.</summary>
    public PackedMatrix PackFolded(string name, FoldedEmbedding embedding, WeightPlan weight, int size, ColumnLayout columns, WeightPlan? bias, int firstColumn, int sourceStride)
    {
        // After the rows lie the bias, the kernel, and one byte a token: see FoldedTable.
        int rows = embedding.Vocabulary + 1 + size + (embedding.Vocabulary / sizeof(float) / columns.Stride) + 1;
        return Packed.Add(
            new PackedMatrix($"{Packed.Name}.{Constant(name)}", rows, columns) { FoldedFrom = embedding },
            matrix => PackingSteps.FoldedTable(matrix, new(weight, firstColumn, sourceStride), bias, embedding.Vocabulary, size));
    }

    /// <summary>The transpose of a recurrent weight [columns, gates * units]: rows in the order of the gated layout.</summary>
    public PackedMatrix PackTransposedGates(string name, WeightPlan weight, ColumnLayout gated, int columns, int firstColumn, int sourceStride) => Packed.Add(
        Constant(name), gated.Units * gated.Gates, new ColumnLayout(columns),
        matrix => PackingSteps.TransposedGates(matrix, new(weight, firstColumn, sourceStride), gated, columns));

    /// <summary>The transpose of a dense kernel [inputs, units]: columns lie as the input tensor's values do.</summary>
    public PackedMatrix PackTransposed(string name, WeightPlan weight, Tensor input, int units) => Packed.Add(
        Constant(name), units, new ColumnLayout(input.Stride),
        matrix => PackingSteps.TransposedSegments(matrix, weight, units, input.Segments, input.SegmentSize, input.Stride / input.Segments));

    /// <summary>The transposes of the matrices of a convolution's kernel [taps, inputs, units], concatenated.</summary>
    public PackedMatrix PackTransposedTaps(string name, WeightPlan weight, int taps, int inputs, int units) => Packed.Add(
        Constant(name), taps * units, new ColumnLayout(Line.Pad(inputs)), matrix => PackingSteps.TransposedTaps(matrix, weight, taps, inputs, units));

    /// <summary>The same of some of the columns of kernels [taps, inputs, all columns].</summary>
    public PackedMatrix PackTransposedTaps(string name, WeightPlan weight, int taps, int inputs, int units, int firstColumn, int sourceStride) => Packed.Add(
        Constant(name), taps * units, new ColumnLayout(Line.Pad(inputs)),
        matrix => PackingSteps.TransposedTaps(matrix, new PackingSteps.Source(weight, firstColumn, sourceStride), taps, inputs, units));

    /// <summary>The gradient of a weight [rows, gates * units], in panels.</summary>
    public PackedMatrix Gradient(string name, WeightPlan weight, int rows, ColumnLayout columns, int firstColumn, int sourceStride) =>
        network.Gradients.Add(Constant(name), rows, columns, gradient => PackingSteps.AddColumns(gradient, new(weight, firstColumn, sourceStride)));

    /// <summary>The gradient of a kernel that is looked up as a table.</summary>
    public PackedMatrix GradientTable(string name, WeightPlan weight, int rows, ColumnLayout columns, int firstColumn, int sourceStride) =>
        network.Gradients.Add(Constant(name), rows, columns, gradient => PackingSteps.FromTable(gradient, new(weight, firstColumn, sourceStride)));

    /// <summary>The gradient of a dense kernel, transposed: columns lie as the input tensor's values do.</summary>
    public PackedMatrix GradientTransposed(string name, WeightPlan weight, Tensor input, int units) => network.Gradients.Add(
        Constant(name), units, new ColumnLayout(input.Stride),
        gradient => PackingSteps.AddTransposedSegments(gradient, weight, units, input.Segments, input.SegmentSize, input.Stride / input.Segments));

    /// <summary>Registers a trainable table whose vectors' gradients the backward pass writes to <c>lookups</c>.</summary>
    public Tensor Lookup(WeightPlan weight, Tensor tokens, int size)
    {
        const string What = "the number of values of the gradients of a tile's looked-up vectors, padded, up to this layer";
        int steps = tokens.Steps;
        int stride = Line.Pad(size);
        var lookup = new LookupPlan(weight, tokens, network.LookupRowLength, steps, size, stride);
        network.Lookups.Add(lookup);
        network.LookupRowLength = BufferSize.Sum(What, network.LookupRowLength, BufferSize.Of(What, steps, stride));
        BufferSize.Of(What, Rows, network.LookupRowLength);
        // The runtime makes the buffer of LookupRowLength floats times BatchRows, which is an int: so is every product of these.
        return new Tensor
        {
            Buffer = BufferKind.Lookups,
            Offset = new LookupIndex(lookup.Prefix, steps * stride),
            Steps = steps,
            Size = size,
            Stride = stride,
            RowStride = steps * stride,
        };
    }
}
