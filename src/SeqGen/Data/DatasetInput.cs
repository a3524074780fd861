using SeqGen.Embeddings;

namespace SeqGen;

/// <summary>One input of an <see cref="ArrayDataset"/>: tokens or features of every row.</summary>
public sealed class DatasetInput
{
    private readonly int[]? _tokens;
    private readonly int[][]? _sequences;
    private readonly float[]? _features;
    private readonly WordVectors? _vectors;
    private readonly int _valuesPerRow;
    private float[]? _mask;
    private int[]? _lengths;

    private DatasetInput(
        int count, int valuesPerRow, int[]? tokens = null, int[][]? sequences = null, float[]? features = null, WordVectors? vectors = null)
    {
        Count = count;
        _valuesPerRow = valuesPerRow;
        _tokens = tokens;
        _sequences = sequences;
        _features = features;
        _vectors = vectors;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The model's input that the values are for; <see langword="null"/> where their order decides.</summary>
    public string? Name { get; private set; }

    internal bool IsTokens => _features is null && _vectors is null;

    /// <summary>Tokens, all rows of one length.</summary>
    /// <param name="tokens">The tokens, [row][step].</param>
    /// <param name="length">Tokens of a row.</param>
    /// <exception cref="ArgumentException">The array is not a whole number of rows.</exception>
    public static DatasetInput Tokens(int[] tokens, int length)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return new(Rows(tokens.Length, length, "tokens"), length, tokens: tokens);
    }

    /// <summary>Tokens, each row of its own length.</summary>
    /// <param name="sequences">One array of tokens per row.</param>
    /// <exception cref="ArgumentException">A row is <see langword="null"/>.</exception>
    public static DatasetInput Tokens(int[][] sequences)
    {
        RequireRows(sequences);
        return new(sequences.Length, 0, sequences: sequences);
    }

    /// <summary>Features, all rows of one length.</summary>
    /// <param name="features">The features, [row][step][size].</param>
    /// <param name="valuesPerRow">Features of a row: steps times size.</param>
    /// <exception cref="ArgumentException">The array is not a whole number of rows.</exception>
    public static DatasetInput Features(float[] features, int valuesPerRow)
    {
        ArgumentNullException.ThrowIfNull(features);
        return new(Rows(features.Length, valuesPerRow, "features"), valuesPerRow, features: features);
    }

    /// <summary>
    /// Features that are the vectors of words, each row of its own length. Only the words' numbers are stored: the
    /// vectors are copied when a batch asks for them.
    /// </summary>
    /// <param name="sequences">One array a row: the numbers of its words, each in [0, <see cref="WordVectors.Count"/>).</param>
    /// <param name="vectors">The vectors.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or a row is <see langword="null"/>.</exception>
    public static DatasetInput Features(int[][] sequences, WordVectors vectors)
    {
        RequireRows(sequences);
        ArgumentNullException.ThrowIfNull(vectors);
        for (int row = 0; row < sequences.Length; row++)
        {
            foreach (int word in sequences[row])
            {
                if ((uint)word >= (uint)vectors.Count)
                {
                    throw new ArgumentException($"Row {row} holds word {word}; there are vectors of the words 0 to {vectors.Count - 1}.", nameof(sequences));
                }
            }
        }

        return new(sequences.Length, 0, sequences: sequences, vectors: vectors);
    }

    /// <summary>Says which of the model's inputs the values are for.</summary>
    /// <param name="name">The input's name, which is that of its branch.</param>
    /// <returns>This input.</returns>
    public DatasetInput Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        return this;
    }

    /// <summary>Gives every row a mask.</summary>
    /// <param name="mask">[row][step], 1 = real step and 0 = masked; as many steps as the rows have.</param>
    /// <returns>This input.</returns>
    /// <exception cref="ArgumentException">The mask is not a whole number of steps per row, or a value is neither 0 nor 1.</exception>
    public DatasetInput WithMask(float[] mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (_sequences is not null || (Count > 0 && mask.Length % Count != 0))
        {
            throw new ArgumentException($"A mask of {mask.Length} values does not fit {Count} rows of one length.", nameof(mask));
        }

        int wrong = Array.FindIndex(mask, value => value is not (0 or 1));
        if (wrong >= 0)
        {
            throw new ArgumentException($"The mask of row {wrong / (mask.Length / Count)} holds {mask[wrong]}; 1 is a real step, and 0 a masked one.", nameof(mask));
        }

        _mask = mask;
        return this;
    }

    /// <summary>Says how many steps of each row are real: the rest of the row is dropped and padded as the model declares.</summary>
    /// <param name="lengths">The number of values (tokens, or features = steps times size) of each row that count.</param>
    /// <returns>This input.</returns>
    /// <exception cref="ArgumentException">There is not one length a row, or a length is longer than its row.</exception>
    public DatasetInput WithLengths(int[] lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        if (lengths.Length != Count)
        {
            throw new ArgumentException($"There are {lengths.Length} lengths for {Count} rows.", nameof(lengths));
        }

        for (int row = 0; row < lengths.Length; row++)
        {
            int stored = _sequences is null ? _valuesPerRow : _sequences[row].Length;
            if ((uint)lengths[row] > (uint)stored)
            {
                throw new ArgumentException($"The length of row {row} is {lengths[row]}, but the row has {stored} values.", nameof(lengths));
            }
        }

        _lengths = lengths;
        return this;
    }

    /// <summary>Copies a row into one of the model's inputs.</summary>
    internal void Copy(int row, Batch batch, int batchRow, int input)
    {
        ReadOnlySpan<float> mask = [];
        if (_mask is not null)
        {
            int steps = _mask.Length / Count;
            mask = _mask.AsSpan(row * steps, steps);
        }

        if (_features is not null)
        {
            ReadOnlySpan<float> features = _features.AsSpan(row * _valuesPerRow, _valuesPerRow);
            batch.WriteFeatures(batchRow, input, _lengths is null ? features : features[.._lengths[row]], mask);
            return;
        }

        ReadOnlySpan<int> tokens = _sequences is not null ? _sequences[row] : _tokens.AsSpan(row * _valuesPerRow, _valuesPerRow);
        tokens = _lengths is null ? tokens : tokens[.._lengths[row]];
        if (_vectors is not null)
        {
            batch.WriteFeatures(batchRow, input, tokens, _vectors.Values, _vectors.Dimensions);
            return;
        }

        batch.WriteTokens(batchRow, input, tokens, mask);
    }

    private static void RequireRows(int[][] sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int missing = Array.IndexOf(sequences, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Row {missing} is null; a row without steps is an empty array.", nameof(sequences));
        }
    }

    private static int Rows(int values, int valuesPerRow, string what)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(valuesPerRow);
        if (values % valuesPerRow != 0)
        {
            throw new ArgumentException($"{values} {what} are not a whole number of rows of {valuesPerRow}.");
        }

        return values / valuesPerRow;
    }
}
