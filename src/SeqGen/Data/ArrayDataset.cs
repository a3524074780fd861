namespace SeqGen;

/// <summary>A data set over arrays that the caller keeps.</summary>
public sealed class ArrayDataset : Dataset
{
    private readonly DatasetInput[] _inputs;
    private readonly DatasetTargets _targets;
    private float[]? _sampleWeights;

    /// <summary>Combines inputs and targets.</summary>
    /// <param name="inputs">The inputs, in the model's order; or in any order, if all are named (<see cref="DatasetInput.Named"/>).</param>
    /// <param name="targets">The targets; <see cref="DatasetTargets.None"/> for none.</param>
    /// <exception cref="ArgumentException">The inputs differ in rows, or the targets are not a whole number of values per row.</exception>
    public ArrayDataset(IReadOnlyList<DatasetInput> inputs, DatasetTargets targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Count == 0)
        {
            throw new ArgumentException("A data set needs an input.", nameof(inputs));
        }

        _inputs = [.. inputs];
        _targets = targets;
        for (int i = 0; i < _inputs.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(_inputs[i], nameof(inputs));
            if (_inputs[i].Count != Count)
            {
                throw new ArgumentException($"Input {i} has {_inputs[i].Count} rows, the first input {Count}.", nameof(inputs));
            }
        }

        if (Count == 0 ? targets.Length != 0 : targets.Length % Count != 0)
        {
            throw new ArgumentException($"{targets.Length} target values do not fit {Count} rows.", nameof(targets));
        }

        TargetsPerRow = Count == 0 ? 0 : targets.Length / Count;
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

        if (TargetsPerRow > 0)
        {
            _targets.Copy(row, TargetsPerRow, batch.TakeTargets(batchRow, TargetsPerRow));
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
