namespace SeqGen.Soak;

/// <summary>Seeded random rows for a model, whatever its inputs are.</summary>
internal sealed class SoakRows
{
    public const int Count = 19;

    private readonly ModelDescription _model;
    private readonly int[][] _tokens;
    private readonly float[][] _features;
    private readonly float[][] _masks;

    public SoakRows(ModelDescription model)
    {
        _model = model;
        Random random = new(11);
        _tokens = new int[Count][];
        _features = new float[Count][];
        _masks = new float[Count][];
        for (int row = 0; row < Count; row++)
        {
            _tokens[row] = [.. Inputs(features: false).SelectMany(input => Enumerable.Range(0, input.Length).Select(_ => random.Next(1, input.Vocabulary)))];
            _features[row] = [.. Inputs(features: true).SelectMany(input => Enumerable.Range(0, input.Length * input.Size).Select(_ => random.NextSingle() - 0.5f))];
            _masks[row] = [.. model.Inputs.Where(input => input.HasMask).SelectMany(input => Enumerable.Range(0, input.Length).Select(step => step == 0 ? 1f : random.Next(2)))];
        }

        Targets = [.. Enumerable.Range(0, Count * model.Output.Length).Select(_ => random.NextSingle())];
        Data = new ArrayDataset([.. model.Inputs.Select(Input)], DatasetTargets.Values(Targets));
    }

    public float[] Targets { get; }

    public Dataset Data { get; }

    /// <summary>The tokens of all token inputs of a row, one after the other.</summary>
    public ReadOnlySpan<int> Tokens(int row) => _tokens[row];

    /// <summary>The features of a row.</summary>
    public ReadOnlySpan<float> Features(int row) => _features[row];

    /// <summary>The mask of a row; empty for none.</summary>
    public ReadOnlySpan<float> Mask(int row) => _masks[row];

    private IEnumerable<InputDescription> Inputs(bool features) => _model.Inputs.Where(input => input.Kind == InputKind.Features == features);

    private DatasetInput Input(InputDescription input)
    {
        bool features = input.Kind == InputKind.Features;
        int length = input.Length * (features ? input.Size : 1);
        int at = Inputs(features).TakeWhile(other => other != input).Sum(other => other.Length * (features ? other.Size : 1));
        DatasetInput values = features
            ? DatasetInput.Features([.. _features.SelectMany(row => row.AsSpan(at, length).ToArray())], length)
            : DatasetInput.Tokens([.. _tokens.SelectMany(row => row.AsSpan(at, length).ToArray())], length);
        values = values.Named(input.Name);
        return input.HasMask ? values.WithMask([.. _masks.SelectMany(row => row)]) : values;
    }
}
