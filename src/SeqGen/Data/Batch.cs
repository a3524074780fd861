using System.Globalization;
using System.Runtime.CompilerServices;
using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// Some sequences of a data set, laid out as a compiled model reads them: fixed capacity, filled again for every
/// step without allocating. A <see cref="Dataset"/> fills it row by row.
/// </summary>
public sealed class Batch
{
    private readonly InputGeometry _geometry;
    private readonly TokenBuffer _tokens;
    private readonly AlignedBuffer _features;
    private readonly AlignedBuffer _mask;
    private readonly float[] _targets;
    private readonly float[] _sampleWeights;

    // For each row and output, of how many steps targets were set where that are fewer than all; else 0.
    private readonly int[] _targetSteps;

    // For each row, one flag per input and one for the targets of each output: what was set since the row was last loaded.
    private readonly bool[] _given;

    internal Batch(InputGeometry geometry, int capacity, int targetsPerRow, int weightsPerRow = 1)
        : this(geometry, new ModelMemory(geometry.Model, "a batch", capacity), TargetGeometry.Of(targetsPerRow, weightsPerRow))
    {
    }

    /// <summary>Creates a batch of which all rows are in use.</summary>
    /// <param name="geometry">Where the values of each input lie.</param>
    /// <param name="memory">Makes the buffers: its rows are the batch's capacity.</param>
    /// <param name="targets">Where the targets and sample weights of each output lie.</param>
    internal Batch(InputGeometry geometry, ModelMemory memory, TargetGeometry targets)
    {
        _geometry = geometry;
        Outputs = targets;
        _tokens = new TokenBuffer(memory.FloatsPerRow(geometry.TokensPerRow));
        _features = memory.FloatsPerRow(geometry.FeaturesPerRow);
        _mask = memory.FloatsPerRow(geometry.MaskPerRow);
        _targets = memory.Array<float>(targets.TargetsPerRow);
        _sampleWeights = memory.Array<float>(targets.WeightsPerRow);
        _given = memory.Array<bool>(geometry.Count + targets.Count);
        _targetSteps = memory.Array<int>(targets.Count);
        Capacity = Count = (int)memory.Rows;
    }

    /// <summary>The largest number of rows.</summary>
    public int Capacity { get; }

    /// <summary>Target values of a row, of all outputs together.</summary>
    public int TargetsPerRow => Outputs.TargetsPerRow;

    /// <summary>Sample weights of a row: one for each step of the output, or 1; of several outputs all together.</summary>
    public int WeightsPerRow => Outputs.WeightsPerRow;

    /// <summary>The number of rows in use. Rows after it are zero.</summary>
    public int Count { get; private set; }

    /// <summary>Sets a row's tokens, padded or truncated to the declared length as the input declares.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="mask">One value per token, 1 = real and 0 = masked; empty for all real.</param>
    /// <param name="input">Which of the model's token inputs, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary, or the row is not in use.</exception>
    /// <exception cref="ArgumentException">The model has no such input, or the length does not fit.</exception>
    public void SetTokens(int row, ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask = default, int input = 0) =>
        WriteTokens(row, _geometry.Find(input, tokens: true), tokens, mask);

    /// <summary>Sets a row's features, padded or truncated as the input declares.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="features">The features, [step][size].</param>
    /// <param name="mask">One value per step, 1 = real and 0 = masked; empty for all real.</param>
    /// <param name="input">Which of the model's feature inputs, from 0.</param>
    /// <exception cref="ArgumentException">The model has no such input, the length does not fit, or a value for training is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public void SetFeatures(int row, ReadOnlySpan<float> features, ReadOnlySpan<float> mask = default, int input = 0) =>
        WriteFeatures(row, _geometry.Find(input, tokens: false), features, mask);

    /// <summary>
    /// Sets a row's features to vectors out of a table, for instance the vectors of words; padded or truncated as the input declares.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="indices">For each step the row of the table.</param>
    /// <param name="table">The vectors, [row of the table][size].</param>
    /// <param name="size">Values of a vector: the size that the input declares.</param>
    /// <param name="input">Which of the model's feature inputs, from 0.</param>
    /// <exception cref="ArgumentException">The model has no such input, size or length does not fit, or a value for training is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has no such row, or the batch's row is not in use.</exception>
    public void SetFeatures(int row, ReadOnlySpan<int> indices, ReadOnlySpan<float> table, int size, int input = 0) =>
        WriteFeatures(row, _geometry.Find(input, tokens: false), indices, table, size);

    /// <summary>Sets a row's tokens of the input of a name.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="tokens">The tokens, each in [0, vocabulary).</param>
    /// <param name="mask">One value per token, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary, or the row is not in use.</exception>
    /// <exception cref="ArgumentException">The model has no such input of tokens, or the length does not fit.</exception>
    public void SetTokens(int row, string name, ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask = default) =>
        WriteTokens(row, _geometry.Find(name, tokens: true), tokens, mask);

    /// <summary>Sets a row's features of the input of a name.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="features">The features, [step][size].</param>
    /// <param name="mask">One value per step, 1 = real and 0 = masked; empty for all real.</param>
    /// <exception cref="ArgumentException">The model has no such input of features, or the length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public void SetFeatures(int row, string name, ReadOnlySpan<float> features, ReadOnlySpan<float> mask = default) =>
        WriteFeatures(row, _geometry.Find(name, tokens: false), features, mask);

    /// <summary>Sets a row's targets; for a prediction, which has none, they are ignored.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="targets">
    /// <see cref="TargetsPerRow"/> values; class labels are whole numbers. Of the only output, of a sequence of any length, those of its steps are enough;
    /// of more, the ones after its steps are not used.
    /// </param>
    /// <exception cref="ArgumentException">The number of values differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public void SetTargets(int row, ReadOnlySpan<float> targets)
    {
        RequireInUse(row);
        if (TargetsPerRow > 0)
        {
            targets.CopyTo(TakeTargets(row, targets.Length));
        }
    }

    /// <summary>Sets a row's targets of the output of a name; for a prediction, which has none, they are ignored.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="targets">As many values as the output's loss takes, or those of the steps of a sequence of any length; class labels are whole numbers.</param>
    /// <exception cref="ArgumentException">The model has no such output, or the number of values differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public void SetTargets(int row, string output, ReadOnlySpan<float> targets)
    {
        RequireInUse(row);
        if (TargetsPerRow > 0)
        {
            targets.CopyTo(TakeTargets(row, targets.Length, Outputs.Find(output)));
        }
    }

    /// <summary>Sets a row's sample weight: its loss counts that many times. It is 1 unless set.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="weight">The weight, not negative; it counts for every step of the output.</param>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public void SetSampleWeight(int row, float weight)
    {
        RequireInUse(row);
        _sampleWeights.AsSpan(row * WeightsPerRow, WeightsPerRow).Fill(weight);
    }

    /// <summary>Sets the sample weight of each step of a row's output, for instance 0 for steps that were padded.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="weights"><see cref="WeightsPerRow"/> weights, not negative.</param>
    /// <exception cref="ArgumentException">The number of weights differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public void SetSampleWeights(int row, ReadOnlySpan<float> weights)
    {
        RequireInUse(row);
        if (TargetsPerRow == 0)
        {
            return;
        }

        if (weights.Length != WeightsPerRow)
        {
            throw new ArgumentException(
                $"A row has {weights.Length} sample weights, but the model's output has {WeightsPerRow} step(s).", nameof(weights));
        }

        weights.CopyTo(_sampleWeights.AsSpan(row * WeightsPerRow));
    }

    /// <summary>Sets a row's sample weights of the output of a name.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="weights">One weight for the row, or one for each step of the output; not negative.</param>
    /// <exception cref="ArgumentException">The model has no such output, or the number of weights differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row is not in use.</exception>
    public void SetSampleWeights(int row, string output, ReadOnlySpan<float> weights)
    {
        RequireInUse(row);
        if (TargetsPerRow > 0)
        {
            WriteSampleWeights(row, Outputs.Find(output), weights);
        }
    }

    /// <summary>A row's targets, of all outputs one after the other.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Targets(int row) => _targets.AsSpan(RequireRow(row) * TargetsPerRow, TargetsPerRow);

    /// <summary>The sample weight of a step of a row's output.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="step">The step, from 0; 0 where the output has no steps. Of several outputs, the steps of all one after the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or step.</exception>
    public float SampleWeight(int row, int step = 0)
    {
        RequireRow(row);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, WeightsPerRow);
        return _sampleWeights[row * WeightsPerRow + step];
    }

    /// <summary>A row's sample weights, of all outputs one after the other.</summary>
    internal ReadOnlySpan<float> SampleWeights(int row) => _sampleWeights.AsSpan(RequireRow(row) * WeightsPerRow, WeightsPerRow);

    /// <summary>A row's tokens, of all token inputs one after the other.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<int> Tokens(int row) => _tokens.Span.Slice(RequireRow(row) * _geometry.TokensPerRow, _geometry.TokensPerRow);

    /// <summary>A row's features, of all feature inputs one after the other.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Features(int row) => _features.Span.Slice(RequireRow(row) * _geometry.FeaturesPerRow, _geometry.FeaturesPerRow);

    /// <summary>A row's masks, of all inputs declared with one.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Mask(int row) => _mask.Span.Slice(RequireRow(row) * _geometry.MaskPerRow, _geometry.MaskPerRow);

    internal Span<int> AllTokens => _tokens.Span;

    internal InputGeometry Geometry => _geometry;

    /// <summary>Where the targets and sample weights of each output lie in a row.</summary>
    internal TargetGeometry Outputs { get; }

    /// <summary>The place for a row's targets; the caller sets all of them.</summary>
    internal Span<float> TakeTargets(int row, int count)
    {
        if (Outputs.Count == 1)
        {
            return TakeTargets(row, count, 0);
        }

        if (count != TargetsPerRow)
        {
            throw new ArgumentException($"A row has {TargetsPerRow} target values; {count} were given.");
        }

        RequireInUse(row);
        Given(row)[_geometry.Count..].Fill(true);
        return _targets.AsSpan(row * TargetsPerRow, TargetsPerRow);
    }

    /// <summary>The place for a row's targets of one output; the caller sets all of them.</summary>
    internal Span<float> TakeTargets(int row, int count, int output)
    {
        ref readonly TargetGeometry.Part part = ref Outputs[output];
        if (!part.Takes(count))
        {
            string steps = part.Variable is null ? "" : $", or {part.StepTargets} for each step of its sequence";
            throw new ArgumentException($"A row has {part.Targets} target values{(part.Name.Length == 0 ? "" : $" of output '{part.Name}'")}{steps}; {count} were given.");
        }

        RequireInUse(row);
        Given(row)[_geometry.Count + output] = true;
        _targetSteps[row * Outputs.Count + output] = count == part.Targets ? 0 : count / part.StepTargets;
        Span<float> targets = _targets.AsSpan(row * TargetsPerRow + part.FirstTarget, part.Targets);
        targets[count..].Clear();
        return targets[..count];
    }

    /// <summary>Sets a row's sample weights of one output.</summary>
    internal void WriteSampleWeights(int row, int output, ReadOnlySpan<float> weights)
    {
        ref readonly TargetGeometry.Part part = ref Outputs[output];
        Span<float> place = _sampleWeights.AsSpan(row * WeightsPerRow + part.FirstWeight, part.Weights);
        if (weights.Length == 1)
        {
            place.Fill(weights[0]);
        }
        else if (weights.Length == part.Weights)
        {
            weights.CopyTo(place);
        }
        else
        {
            throw new ArgumentException($"A row has {weights.Length} sample weights of output '{part.Name}', which has {part.Weights} step(s).", nameof(weights));
        }
    }

    /// <summary>Sets a row's tokens of one of the model's inputs.</summary>
    internal void WriteTokens(int row, int index, ReadOnlySpan<int> tokens, ReadOnlySpan<float> mask)
    {
        ref readonly InputGeometry.Part part = ref _geometry[index];
        RequireInUse(row);
        Span<int> target = _tokens.Span.Slice(row * _geometry.TokensPerRow + part.Offset, part.Values);
        SequenceFitting.TakeTokens(part, tokens, mask, target, MaskOf(row, part));
        Given(row)[index] = true;
    }

    /// <summary>Sets a row's features of one of the model's inputs.</summary>
    internal void WriteFeatures(int row, int index, ReadOnlySpan<float> features, ReadOnlySpan<float> mask)
    {
        ref readonly InputGeometry.Part part = ref _geometry[index];
        RequireInUse(row);
        Span<float> target = _features.Slice(row * _geometry.FeaturesPerRow + part.Offset, part.Values);
        SequenceFitting.Copy(part, features, mask, part.Input.PadValue, target, MaskOf(row, part));
        if (TargetsPerRow > 0 && !Magnitudes.AreFinite(target))
        {
            int place = Magnitudes.FirstNotFinite(features);
            throw NotFinite(part, features[place], place / part.StepSize, place % part.StepSize);
        }

        Given(row)[index] = true;
    }

    /// <summary>Sets a row's features of one of the model's inputs to rows of a table.</summary>
    internal void WriteFeatures(int row, int index, ReadOnlySpan<int> indices, ReadOnlySpan<float> table, int size)
    {
        ref readonly InputGeometry.Part part = ref _geometry[index];
        if (size != part.StepSize)
        {
            throw new ArgumentException(
                $"Input '{part.Input.Name}' takes {part.StepSize} values per step; the vectors of the table have {size}.", nameof(size));
        }

        RequireInUse(row);
        Span<float> target = _features.Slice(row * _geometry.FeaturesPerRow + part.Offset, part.Values);
        SequenceFitting.Gather(part, indices, table, target, MaskOf(row, part));
        for (int step = 0; step < indices.Length && TargetsPerRow > 0 && !Magnitudes.AreFinite(target); step++)
        {
            ReadOnlySpan<float> vector = table.Slice(indices[step] * size, size);
            int place = Magnitudes.FirstNotFinite(vector);
            if (place >= 0)
            {
                throw NotFinite(part, vector[place], step, place);
            }
        }

        Given(row)[index] = true;
    }

    /// <summary>Throws where one of the first inputs of a row was never set.</summary>
    /// <exception cref="InvalidOperationException">One was not.</exception>
    internal void RequireSet(int row, int inputs)
    {
        int missing = Given(row)[..inputs].IndexOf(false);
        if (missing >= 0)
        {
            throw new InvalidOperationException($"The model's input '{_geometry[missing].Input.Name}' was not set in row {row}; its inputs are {_geometry.Names}.");
        }
    }

    /// <summary>The inputs from one row on, as a compiled model takes them.</summary>
    internal ProgramInputs InputsFrom(int row)
    {
        RequireRow(row);
        ProgramInputs inputs = default;
        inputs.Tokens = ref _geometry.TokensPerRow > 0
            ? ref Unsafe.Add(ref _tokens.Reference, row * _geometry.TokensPerRow)
            : ref Unsafe.NullRef<int>();
        inputs.Features = ref _geometry.FeaturesPerRow > 0
            ? ref Unsafe.Add(ref _features.Reference, row * _geometry.FeaturesPerRow)
            : ref Unsafe.NullRef<float>();
        inputs.Mask = ref _geometry.MaskPerRow > 0
            ? ref Unsafe.Add(ref _mask.Reference, row * _geometry.MaskPerRow)
            : ref Unsafe.NullRef<float>();
        return inputs;
    }

    /// <summary>Takes rows of a data set; the rows after them become zero.</summary>
    internal void Fill(Dataset data, ReadOnlySpan<int> rows)
    {
        Use(rows.Length);
        Load(data, rows, 0);
    }

    /// <summary>Takes some of the rows in use from a data set; threads may load different rows at the same time.</summary>
    internal void Load(Dataset data, ReadOnlySpan<int> rows, int firstRow)
    {
        _sampleWeights.AsSpan(firstRow * WeightsPerRow, rows.Length * WeightsPerRow).Fill(1);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<bool> given = Given(firstRow + i);
            given.Clear();
            try
            {
                data.CopyRow(rows[i], this, firstRow + i);
                RequireWhole(given);
                RequireTargetSteps(firstRow + i);
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"{data.Describe(rows[i])} does not fit the model: {error.Message}", error);
            }
        }
    }

    /// <summary>Says how many rows are in use; the rows after them become zero.</summary>
    internal void Use(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        Count = count;
        Clear(count);
    }

    private void Clear(int from)
    {
        _tokens.Span[(from * _geometry.TokensPerRow)..].Clear();
        _features.Span[(from * _geometry.FeaturesPerRow)..].Clear();
        _mask.Span[(from * _geometry.MaskPerRow)..].Clear();
        _targets.AsSpan(from * TargetsPerRow).Clear();
        _sampleWeights.AsSpan(from * WeightsPerRow).Clear();
    }

    private Span<float> MaskOf(int row, in InputGeometry.Part part) =>
        part.MaskOffset < 0 ? [] : _mask.Slice(row * _geometry.MaskPerRow + part.MaskOffset, part.Steps);

    /// <summary>A row to read: one of those there is room for, so that products with it do not wrap.</summary>
    private int RequireRow(int row)
    {
        if ((uint)row >= (uint)Capacity)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The batch has the rows 0 to {Capacity - 1}.");
        }

        return row;
    }

    /// <summary>A row to write: those after the ones in use stay zero.</summary>
    private void RequireInUse(int row)
    {
        if ((uint)row >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The rows of the batch that are in use are 0 to {Count - 1}.");
        }
    }

    /// <summary>Throws where some inputs of a row were set, but not all.</summary>
    /// <exception cref="InvalidOperationException">It is so.</exception>
    internal void RequireAllOrNone(int row)
    {
        if (Given(row)[.._geometry.Count].Contains(true))
        {
            RequireSet(row, _geometry.Count);
        }
    }

    /// <summary>Throws where a data set left out an input or the targets of a row.</summary>
    private void RequireWhole(ReadOnlySpan<bool> given)
    {
        int missing = given.IndexOf(false);
        if (missing >= 0 && (missing < _geometry.Count || TargetsPerRow > 0))
        {
            throw new ArgumentException(
                missing < _geometry.Count ? $"it sets no input '{_geometry[missing].Input.Name}'."
                : Outputs.Count > 1 ? $"it sets no targets of output '{Outputs[missing - _geometry.Count].Name}'."
                : "it sets no targets.");
        }
    }

    /// <summary>Throws where the targets of a row are of another number of steps than its sequence has.</summary>
    private void RequireTargetSteps(int row)
    {
        for (int output = 0; output < Outputs.Count; output++)
        {
            ref readonly TargetGeometry.Part part = ref Outputs[output];
            int given = _targetSteps[row * Outputs.Count + output];
            if (given > 0 && part.Variable is { } variable && _geometry.StepsOf(variable, Mask(row)) is int steps && steps != given)
            {
                throw new ArgumentException(
                    $"it sets targets of {given} steps{(part.Name.Length == 0 ? "" : $" of output '{part.Name}'")}, but its sequence of input '{variable.LengthOf}' has {steps}.");
            }
        }
    }

    private Span<bool> Given(int row) => _given.AsSpan(row * (_geometry.Count + Outputs.Count), _geometry.Count + Outputs.Count);

    private static ArgumentException NotFinite(in InputGeometry.Part part, float value, int step, int column) => new(
        $"input '{part.Input.Name}' is {value.ToString(CultureInfo.InvariantCulture)} at step {step}, column {column}; "
        + "only finite numbers can be trained with or evaluated.");
}
