namespace SeqGen;

/// <summary>A data set over arrays that the caller keeps.</summary>
public sealed class ArrayDataset : Dataset
{
    private readonly DatasetInput[] _inputs;
    private readonly DatasetTargets[] _targets;
    private float[]? _sampleWeights;

    /// <summary>Combines inputs and targets.</summary>
    /// <param name="inputs">The inputs, in the model's order; or in any order, if all are named (<see cref="DatasetInput.Named"/>).</param>
    /// <param name="targets">The targets; <see cref="DatasetTargets.None"/> for none.</param>
    /// <exception cref="ArgumentException">The inputs differ in rows, or the targets are not a whole number of values per row.</exception>
    public ArrayDataset(IReadOnlyList<DatasetInput> inputs, DatasetTargets targets)
        : this(inputs, [targets])
    {
    }

    /// <summary>Combines inputs and the targets of several outputs.</summary>
    /// <param name="inputs">The inputs, in the model's order; or in any order, if all are named (<see cref="DatasetInput.Named"/>).</param>
    /// <param name="targets">The targets of each output, in the model's order; or in any order, if all are named (<see cref="DatasetTargets.Named"/>).</param>
    /// <exception cref="ArgumentException">
    /// The inputs differ in rows, targets or sample weights are not a whole number of values per row, or only some targets are named.
    /// </exception>
    public ArrayDataset(IReadOnlyList<DatasetInput> inputs, IReadOnlyList<DatasetTargets> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Count == 0)
        {
            throw new ArgumentException("A data set needs an input.", nameof(inputs));
        }

        _inputs = [.. inputs];
        _targets = [.. targets];
        for (int i = 0; i < _inputs.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(_inputs[i], nameof(inputs));
            if (_inputs[i].Count != Count)
            {
                throw new ArgumentException($"Input {i} has {_inputs[i].Count} rows, the first input {Count}.", nameof(inputs));
            }
        }

        foreach (DatasetTargets part in _targets)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(targets));
            if (!FitsRows(part.Length))
            {
                throw new ArgumentException($"{part.Length} target values do not fit {Count} rows.", nameof(targets));
            }

            if (part.SampleWeights is { } weights && !(FitsRows(weights.Length) && weights.Length >= Count))
            {
                throw new ArgumentException($"There are {weights.Length} sample weights for {Count} rows.", nameof(targets));
            }

            TargetsPerRow += PerRow(part.Length);
        }

        if (_targets.Length > 1 && _targets.Any(part => part.Name is null) && _targets.Any(part => part.Name is not null))
        {
            throw new ArgumentException("Some targets have the name of their output, and some have none; name all of them, or none.", nameof(targets));
        }
    }

    /// <summary>A data set without rows.</summary>
    internal static ArrayDataset Empty { get; } = new([DatasetInput.Tokens([])], DatasetTargets.None);

    /// <inheritdoc/>
    public override int Count => _inputs[0].Count;

    /// <inheritdoc/>
    public override int TargetsPerRow { get; }

    /// <summary>Gives every row a weight, or every step of its target: its loss counts that many times.</summary>
    /// <param name="weights">[row], or [row][step] where the model's output has steps; not negative.</param>
    /// <returns>This data set.</returns>
    /// <exception cref="ArgumentException">There is not one weight per row or step, or a weight is negative or not finite.</exception>
    public ArrayDataset WithSampleWeights(float[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (Count == 0 ? weights.Length != 0 : weights.Length == 0 || weights.Length % Count != 0)
        {
            throw new ArgumentException($"There are {weights.Length} sample weights for {Count} rows.", nameof(weights));
        }

        int wrong = Array.FindIndex(weights, weight => !(weight >= 0 && float.IsFinite(weight)));
        if (wrong >= 0)
        {
            throw new ArgumentException($"The sample weight of row {wrong / (weights.Length / Count)} is {weights[wrong]}; it must be finite and not negative.", nameof(weights));
        }

        if (_targets.Any(part => part.SampleWeights is not null))
        {
            throw new ArgumentException("The targets have sample weights of their own.", nameof(weights));
        }

        _sampleWeights = weights;
        return this;
    }

    /// <summary>Gives the first input a mask; see <see cref="DatasetInput.WithMask"/>.</summary>
    /// <param name="mask">[row][step], 1 = real step and 0 = masked.</param>
    /// <returns>This data set.</returns>
    /// <exception cref="ArgumentException">The mask is not a whole number of steps per row.</exception>
    public ArrayDataset WithMask(float[] mask)
    {
        _inputs[0].WithMask(mask);
        return this;
    }

    /// <summary>Says how long each row of the first input is; see <see cref="DatasetInput.WithLengths"/>.</summary>
    /// <param name="lengths">The number of values of each row that count.</param>
    /// <returns>This data set.</returns>
    /// <exception cref="ArgumentException">There is not one length a row, or a length is longer than its row.</exception>
    public ArrayDataset WithLengths(int[] lengths)
    {
        _inputs[0].WithLengths(lengths);
        return this;
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, Batch batch, int batchRow)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        for (int input = 0; input < _inputs.Length; input++)
        {
            _inputs[input].Copy(row, batch, batchRow, IndexOf(input, batch.Geometry));
        }

        if (batch.TargetsPerRow == 0)
        {
            return;
        }

        for (int part = 0; part < _targets.Length && TargetsPerRow > 0; part++)
        {
            DatasetTargets targets = _targets[part];
            int perRow = PerRow(targets.Length);
            int output = OutputOf(part, batch.Outputs);
            targets.Copy(row, perRow, batch.TakeTargets(batchRow, targets.CountOf(row, perRow), output));
            if (targets.SampleWeights is { } weights)
            {
                int weightsPerRow = PerRow(weights.Length);
                batch.WriteSampleWeights(batchRow, output, weights.AsSpan(row * weightsPerRow, weightsPerRow));
            }
        }

        if (_sampleWeights is not null)
        {
            CopyWeights(row, batch, batchRow);
        }
    }

    internal override void CheckInputs(InputGeometry geometry)
    {
        // Every step asks, and allocates nothing: of so many inputs as no model has, an array is made.
        Span<bool> given = geometry.Count <= 64 ? stackalloc bool[geometry.Count] : new bool[geometry.Count];
        for (int input = 0; input < _inputs.Length; input++)
        {
            int index = IndexOf(input, geometry);
            if (given[index])
            {
                throw new ArgumentException($"The data set gives the model's input '{geometry[index].Input.Name}' twice.");
            }

            given[index] = true;
        }

        int missing = given.IndexOf(false);
        if (missing >= 0)
        {
            throw new ArgumentException($"The data set lacks the model's input '{geometry[missing].Input.Name}'; the model's inputs are {geometry.Names}.");
        }
    }

    internal override void CheckTargets(TargetGeometry outputs)
    {
        if (_targets.Length != outputs.Count)
        {
            string found = _targets.Length == 1 ? "the targets of one output" : $"the targets of {_targets.Length} outputs";
            throw new ArgumentException($"The data set has {found}; the model has {(outputs.Count == 1 ? "one output" : $"the outputs {outputs.Names}")}.");
        }

        Span<bool> given = stackalloc bool[outputs.Count];
        for (int part = 0; part < _targets.Length; part++)
        {
            int output = OutputOf(part, outputs);
            if (given[output])
            {
                throw new ArgumentException($"The data set has targets of the output '{outputs[output].Name}' twice.");
            }

            given[output] = true;
            int found = PerRow(_targets[part].Length);
            if (found != outputs[output].Targets)
            {
                throw new ArgumentException($"The data set has {found} target value(s) a row of the output '{outputs[output].Name}', which needs {outputs[output].Targets}.");
            }
        }
    }

    private bool FitsRows(int values) => Count == 0 ? values == 0 : values % Count == 0;

    private int PerRow(int values) => Count == 0 ? 0 : values / Count;

    /// <summary>Which of the model's outputs targets are for: the one of their name, or else the next one.</summary>
    private int OutputOf(int part, TargetGeometry outputs) => _targets[part].Name is { } name ? outputs.Find(name) : part;

    /// <summary>Which of the model's inputs one of the data set is for: the one of its name, or else the next one of its kind.</summary>
    private int IndexOf(int input, InputGeometry geometry)
    {
        bool tokens = _inputs[input].IsTokens;
        if (_inputs[input].Name is string name)
        {
            return geometry.Find(name, tokens);
        }

        int number = 0;
        for (int i = 0; i < input; i++)
        {
            number += _inputs[i].IsTokens == tokens ? 1 : 0;
        }

        return geometry.Find(number, tokens);
    }

    private void CopyWeights(int row, Batch batch, int batchRow)
    {
        int perRow = _sampleWeights!.Length / Count;
        if (perRow == 1)
        {
            batch.SetSampleWeight(batchRow, _sampleWeights[row]);
        }
        else
        {
            batch.SetSampleWeights(batchRow, _sampleWeights.AsSpan(row * perRow, perRow));
        }
    }
}
