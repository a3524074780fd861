using System.Globalization;
using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>How well similarities of vectors agree with human judgements.</summary>
/// <param name="Spearman">The rank correlation in [-1, 1]; equal values share their mean rank. NaN with fewer than two pairs.</param>
/// <param name="Pairs">Pairs both of whose words have a vector.</param>
/// <param name="Skipped">The other pairs.</param>
public sealed record SimilarityScore(double Spearman, int Pairs, int Skipped);

/// <summary>
/// Pairs of words with human judgements of their similarity, in the form of <c>wordsim353.tsv</c> (Finkelstein et al., 2001): two words
/// and a number, tabs between them; lines that start with # are skipped.
/// </summary>
public sealed class WordSimilarities
{
    private readonly List<(string First, string Second, double Human)> _pairs;

    private WordSimilarities(List<(string First, string Second, double Human)> pairs) => _pairs = pairs;

    /// <summary>The number of pairs.</summary>
    public int Count => _pairs.Count;

    /// <summary>Loads pairs.</summary>
    /// <param name="path">The file: plain, gzip, or a zip archive with one file in it.</param>
    /// <param name="limits">How much memory the file may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">The file is missing or damaged, holds no pairs, or a line is not two words and a number or is too long.</exception>
    public static WordSimilarities Load(string path, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        LineDecoder decoder = new(path, encoding: null);
        using ByteLineReader lines = new(path, limits ?? DataLimits.Default);
        List<(string First, string Second, double Human)> pairs = [];
        while (lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
        {
            string line = decoder.Decode(bytes.Span, lines.LineNumber).Trim();
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            string[] fields = line.Split('\t', 4);
            pairs.Add(fields.Length == 3 && double.TryParse(fields[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double human) && double.IsFinite(human)
                ? (fields[0], fields[1], human)
                : throw new DataFormatException("Two words and a number with tabs between them were expected.", path, lines.LineNumber));
        }

        return pairs.Count > 0 ? new(pairs) : throw new DataFormatException("The file holds no pairs.", path);
    }

    /// <summary>Spearman's rank correlation between the cosines of vectors and human judgements.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="lower">Lower-case the pairs, for vectors of lower-case words.</param>
    public SimilarityScore Evaluate(WordVectors vectors, bool lower = true)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        List<double> cosines = [];
        List<double> humans = [];
        foreach ((string first, string second, double human) in _pairs)
        {
            (string a, string b) = lower ? (first.ToLowerInvariant(), second.ToLowerInvariant()) : (first, second);
            if (vectors.TryGetIndex(a, out _) && vectors.TryGetIndex(b, out _))
            {
                cosines.Add(vectors.Similarity(a, b));
                humans.Add(human);
            }
        }

        return new(Correlation(Ranks(cosines), Ranks(humans)), cosines.Count, _pairs.Count - cosines.Count);
    }

    /// <summary>The place of each value among all, from 1; equal values get the mean of their places.</summary>
    internal static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        double[] ranks = new double[order.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = start + 1;
            while (end < order.Length && values[order[end]].Equals(values[order[start]]))
            {
                end++;
            }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }
        }

        return ranks;
    }

    private static double Correlation(double[] x, double[] y)
    {
        if (x.Length < 2)
        {
            return double.NaN;
        }

        double meanX = x.Average();
        double meanY = y.Average();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }

        return xy / Math.Sqrt(xx * yy);
    }
}
