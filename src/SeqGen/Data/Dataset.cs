using SeqGen.Embeddings;

namespace SeqGen;

/// <summary>
/// Sequences with their targets, addressed by row. A row is copied into a <see cref="Batch"/> when a model asks for
/// it, so that a data set may hold them in any form, or compute them.
/// </summary>
public abstract class Dataset
{
    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Target values of a row; 0 where the rows have no targets.</summary>
    public abstract int TargetsPerRow { get; }

    /// <summary>
    /// How far rows are shuffled before an epoch: a fit takes so many at once, in runs of neighbouring rows from all over the data set, and puts them into random
    /// order. All rows unless a data set reads its rows from where runs are faster than single ones.
    /// </summary>
    public virtual int ShuffleBuffer => int.MaxValue;

    /// <summary>
    /// Copies one row into a batch: every input of the model, and the targets where there are any. Called by many threads at
    /// the same time, each for other rows of the batch, by the thread that computes with the row next.
    /// </summary>
    /// <remarks>
    /// A row that lacks an input or its targets is an error, and so is a number that is not finite where the row is trained or
    /// evaluated. For a prediction, targets and sample weights may be set as well, and are ignored.
    /// </remarks>
    /// <param name="row">The row to copy, in [0, <see cref="Count"/>).</param>
    /// <param name="batch">Receives inputs, targets and sample weights.</param>
    /// <param name="batchRow">The row of the batch to set.</param>
    /// <exception cref="ArgumentException">The row does not fit the inputs that the model declares.</exception>
    public abstract void CopyRow(int row, Batch batch, int batchRow);

    /// <summary>Throws where the inputs, as far as they are known before the rows, are not those of a model.</summary>
    /// <exception cref="ArgumentException">One is missing, unknown, of the wrong kind, or given twice.</exception>
    internal virtual void CheckInputs(InputGeometry geometry)
    {
    }

    /// <summary>Throws where the targets, as far as they are known before the rows, are not those of a model's outputs.</summary>
    /// <exception cref="ArgumentException">They are missing, unknown, given twice, or of another number.</exception>
    internal virtual void CheckTargets(TargetGeometry outputs)
    {
    }

    /// <summary>A row, for messages.</summary>
    internal virtual string Describe(int row) => $"Row {row} of the data set";

    /// <summary>Rows of tokens, all of one length.</summary>
    /// <param name="tokens">The tokens, [row][step].</param>
    /// <param name="length">Tokens of a row.</param>
    /// <param name="labels">One class label (or 0 and 1) a row, or <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static ArrayDataset FromTokens(int[] tokens, int length, int[]? labels = null) =>
        new([DatasetInput.Tokens(tokens, length)], DatasetTargets.Labels(labels));

    /// <summary>Rows of tokens, all of one length.</summary>
    /// <param name="tokens">The tokens, [row][step].</param>
    /// <param name="length">Tokens of a row.</param>
    /// <param name="targets">The targets, [row][value].</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static ArrayDataset FromTokens(int[] tokens, int length, float[] targets) =>
        new([DatasetInput.Tokens(tokens, length)], DatasetTargets.Values(targets));

    /// <summary>Rows of tokens of different lengths; they are padded and truncated as the model declares.</summary>
    /// <param name="sequences">One array of tokens per row.</param>
    /// <param name="labels">One class label (or 0 and 1) a row, or <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static ArrayDataset FromTokens(int[][] sequences, int[]? labels = null) =>
        new([DatasetInput.Tokens(sequences)], DatasetTargets.Labels(labels));

    /// <summary>Rows of tokens of different lengths; they are padded and truncated as the model declares.</summary>
    /// <param name="sequences">One array of tokens per row.</param>
    /// <param name="targets">The targets, [row][value].</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static ArrayDataset FromTokens(int[][] sequences, float[] targets) =>
        new([DatasetInput.Tokens(sequences)], DatasetTargets.Values(targets));

    /// <summary>Rows of features, all of one length.</summary>
    /// <param name="features">The features, [row][step][size].</param>
    /// <param name="valuesPerRow">Features of a row: steps times size.</param>
    /// <param name="labels">One class label (or 0 and 1) a row, or <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static ArrayDataset FromFeatures(float[] features, int valuesPerRow, int[]? labels = null) =>
        new([DatasetInput.Features(features, valuesPerRow)], DatasetTargets.Labels(labels));

    /// <summary>Rows of features, all of one length.</summary>
    /// <param name="features">The features, [row][step][size].</param>
    /// <param name="valuesPerRow">Features of a row: steps times size.</param>
    /// <param name="targets">The targets, [row][value].</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static ArrayDataset FromFeatures(float[] features, int valuesPerRow, float[] targets) =>
        new([DatasetInput.Features(features, valuesPerRow)], DatasetTargets.Values(targets));

    /// <summary>Rows of words of different lengths, each word given to the model as its vector.</summary>
    /// <param name="sequences">One array a row: the numbers of its words, as <see cref="WordVectors.ToSequence"/> gives them.</param>
    /// <param name="vectors">The vectors; they are copied row by row when a batch asks for them.</param>
    /// <param name="labels">One class label (or 0 and 1) a row, or <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a word has no vector.</exception>
    public static ArrayDataset FromVectors(int[][] sequences, WordVectors vectors, int[]? labels = null) =>
        new([DatasetInput.Features(sequences, vectors)], DatasetTargets.Labels(labels));

    /// <summary>Windows that slide over a time series, each with its target.</summary>
    /// <param name="windows">The windows; the series is not copied.</param>
    public static Dataset FromWindows(Data.TimeseriesWindows windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return new WindowDataset(windows);
    }

    /// <summary>The first rows.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than there are.</exception>
    public Dataset Take(int count) => Range(0, count);

    /// <summary>All rows but the first ones.</summary>
    /// <param name="count">How many to leave out.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than there are.</exception>
    public Dataset Skip(int count) => Range(count, Count - count);

    /// <summary>Cuts the data set in two, in order.</summary>
    /// <param name="fraction">The share of the second part, in [0, 1]; as Keras' <c>validation_split</c> it is the end of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is outside [0, 1].</exception>
    public (Dataset First, Dataset Second) Split(double fraction)
    {
        if (!(fraction >= 0 && fraction <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share lies in [0, 1].");
        }

        int first = (int)(Count * (1 - fraction));
        return (Take(first), Skip(first));
    }

    /// <summary>Some rows, in the given order; a row may appear more than once.</summary>
    /// <param name="rows">The rows, each in [0, <see cref="Count"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">A row does not exist.</exception>
    public Dataset Select(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"The data set has the rows 0 to {Count - 1}.");
            }
        }

        return new SelectedRows(this, rows.ToArray());
    }

    private SelectedRows Range(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Count);
        int[] rows = new int[count];
        for (int i = 0; i < count; i++)
        {
            rows[i] = start + i;
        }

        return new SelectedRows(this, rows);
    }
}
