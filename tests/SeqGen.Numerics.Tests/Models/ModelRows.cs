namespace SeqGen.Numerics.Tests.Models;

/// <summary>One way of handing rows to a model, whether it takes tokens or features.</summary>
/// <param name="Tokens">[row][step] tokens; empty for a model of features.</param>
/// <param name="Features">[row][step][size] features; empty for a model of tokens.</param>
/// <param name="Mask">[row][step] masks; null for none.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record ModelRows(int[] Tokens, float[] Features, float[]? Mask, int Rows)
{
    public ReadOnlySpan<int> TokensOf(int row) => Part<int>(Tokens, row);

    public ReadOnlySpan<float> FeaturesOf(int row) => Part<float>(Features, row);

    public ReadOnlySpan<float> MaskOf(int row) => Mask is null ? [] : Part<float>(Mask, row);

    /// <summary>The rows as a data set.</summary>
    /// <param name="targets">[row][value] targets; null for none.</param>
    public Dataset ToDataset(float[]? targets = null)
    {
        DatasetInput input = Tokens.Length > 0
            ? DatasetInput.Tokens(Tokens, Tokens.Length / Rows)
            : DatasetInput.Features(Features, Features.Length / Rows);
        if (Mask is not null)
        {
            input.WithMask(Mask);
        }

        return new ArrayDataset([input], targets is null ? DatasetTargets.None : DatasetTargets.Values(targets));
    }

    /// <summary>Hands all rows to a forward and backward pass.</summary>
    public void CopyTo(Batch batch)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (Tokens.Length > 0)
            {
                batch.SetTokens(row, TokensOf(row), MaskOf(row));
            }
            else
            {
                batch.SetFeatures(row, FeaturesOf(row), MaskOf(row));
            }
        }
    }

    /// <summary>The output of one row, predicted by itself.</summary>
    public float[] Predict(Predictor predictor, int row)
    {
        float[] output = new float[predictor.Model.Description.Output.Length];
        predictor.Predict(TokensOf(row), FeaturesOf(row), MaskOf(row), output);
        return output;
    }

    private ReadOnlySpan<T> Part<T>(T[] values, int row) => values.AsSpan(row * (values.Length / Rows), values.Length / Rows);
}
