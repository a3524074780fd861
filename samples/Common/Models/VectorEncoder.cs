using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Text;

namespace SeqGen.Samples;

/// <summary>
/// Each text becomes the vectors of its words (lower-case Treebank tokens). Words without a vector are dropped; filling up
/// and cutting are those of the model's input.
/// </summary>
/// <param name="input">The model's input.</param>
/// <param name="vectors">The vectors.</param>
public sealed class VectorEncoder(InputDescription input, WordVectors vectors) : TextEncoder
{
    private const string VectorsFile = "vectors.bin";

    private readonly float[] _features = new float[input.Length * vectors.Dimensions];

    /// <summary>The words of a text as the vectors know them: without the markup of line breaks, in lower case.</summary>
    /// <param name="text">The text.</param>
    public static string[] Words(string text) =>
        TreebankTokenizer.Tokenize(text.Replace("<br />", " ", StringComparison.Ordinal).ToLowerInvariant());

    /// <summary>Loads what <see cref="Save"/> wrote.</summary>
    /// <param name="input">The model's input.</param>
    /// <param name="folder">The folder of the model's weights.</param>
    public static VectorEncoder Load(InputDescription input, string folder) => new(input, WordVectors.Load(Path.Combine(folder, VectorsFile)));

    /// <inheritdoc/>
    public override Dataset Encode(IReadOnlyList<LabelledText> samples)
    {
        int[][] sequences = new int[samples.Count][];
        Parallel.For(0, sequences.Length, row => sequences[row] = Sequence(samples[row].Text));
        return Dataset.FromVectors(sequences, vectors, [.. samples.Select(sample => sample.Label)]);
    }

    /// <inheritdoc/>
    public override void Predict(Predictor predictor, string text, Span<float> output)
    {
        int length = 0;
        foreach (int word in Sequence(text))
        {
            vectors[word].CopyTo(_features.AsSpan(length));
            length += vectors.Dimensions;
        }

        predictor.Predict(_features.AsSpan(0, length), output);
    }

    /// <inheritdoc/>
    public override void Save(string folder) => vectors.Save(Path.Combine(folder, VectorsFile), WordVectorFormat.Word2VecBinary);

    /// <summary>The words' numbers, no more than the input has steps, which spares memory.</summary>
    private int[] Sequence(string text)
    {
        int[] sequence = vectors.ToSequence(Words(text));
        return sequence.Length <= input.Length ? sequence
            : input.Truncating == SequenceSide.Pre ? sequence[^input.Length..]
            : sequence[..input.Length];
    }
}
