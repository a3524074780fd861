using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>How many analogy questions of a section were answered correctly.</summary>
/// <param name="Section">The section's name.</param>
/// <param name="Right">Right answers.</param>
/// <param name="Asked">Questions all of whose words have a vector.</param>
/// <param name="Skipped">The other questions.</param>
public sealed record AnalogyScore(string Section, int Right, int Asked, int Skipped)
{
    /// <summary>The share of right answers; 0 where nothing was asked.</summary>
    public double Accuracy => Asked == 0 ? 0 : Right / (double)Asked;
}

/// <summary>
/// Questions "a is to b as c is to ...?" in sections, in the form of <c>questions-words.txt</c> (Mikolov, Chen, Corrado and
/// Dean, 2013): a line with a colon and a name starts a section, every other line holds the four words.
/// </summary>
public sealed class AnalogyQuestions
{
    private const int MostWordsCounted = 10;

    private readonly List<(string Section, string[] Words)> _questions;

    private AnalogyQuestions(List<(string Section, string[] Words)> questions) => _questions = questions;

    /// <summary>The number of questions.</summary>
    public int Count => _questions.Count;

    /// <summary>Loads questions.</summary>
    /// <param name="path">The file: plain, gzip, or a zip archive with one file in it.</param>
    /// <param name="limits">How much memory the file may ask for; null for <see cref="DataLimits.Default"/>.</param>
    /// <exception cref="DataFormatException">The file is missing or damaged, holds no questions, or a line does not have four words or is too long.</exception>
    public static AnalogyQuestions Load(string path, DataLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        LineDecoder decoder = new(path, encoding: null);
        using ByteLineReader lines = new(path, limits ?? DataLimits.Default);
        List<(string Section, string[] Words)> questions = [];
        string section = "";
        while (lines.TryReadLine(out ReadOnlyMemory<byte> bytes))
        {
            string line = decoder.Decode(bytes.Span, lines.LineNumber).Trim();
            if (line.StartsWith(':'))
            {
                section = line[1..].Trim();
            }
            else if (line.Length > 0)
            {
                string[] words = line.Split((char[]?)null, MostWordsCounted, StringSplitOptions.RemoveEmptyEntries);
                questions.Add(words.Length == 4
                    ? (section, words)
                    : throw new DataFormatException($"The line has {words.Length}{(words.Length == MostWordsCounted ? " or more" : "")} words; the four of a question were expected.", path, lines.LineNumber));
            }
        }

        return questions.Count > 0 ? new(questions) : throw new DataFormatException("The file holds no questions.", path);
    }

    /// <summary>Asks all questions: the answer is the word nearest to b - a + c, the three left out, on all cores.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="lower">Lower-case the questions, for vectors of lower-case words.</param>
    /// <param name="limit">Only the first words are answers and in questions, which is faster; <see langword="null"/> for all.</param>
    /// <returns>A score for each section in order, and the last one, named <c>total</c>, for all.</returns>
    public IReadOnlyList<AnalogyScore> Evaluate(WordVectors vectors, bool lower = true, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        int words = Math.Min(vectors.Count, limit ?? int.MaxValue);
        int[] right = new int[_questions.Count];
        Parallel.For(0, _questions.Count, () => new float[vectors.Dimensions], (i, _, query) =>
        {
            right[i] = Ask(vectors, _questions[i].Words, lower, words, query);
            return query;
        }, static _ => { });
        List<AnalogyScore> scores = [];
        foreach (IGrouping<string, int> section in Enumerable.Range(0, right.Length).GroupBy(i => _questions[i].Section))
        {
            scores.Add(Score(section.Key, section.Select(i => right[i])));
        }

        scores.Add(Score("total", right));
        return scores;
    }

    private static AnalogyScore Score(string name, IEnumerable<int> answers)
    {
        ILookup<int, int> counts = answers.ToLookup(answer => answer);
        return new(name, counts[1].Count(), counts[1].Count() + counts[0].Count(), counts[-1].Count());
    }

    /// <summary>1 for a right answer, 0 for a wrong one, -1 where a word has no vector.</summary>
    private static int Ask(WordVectors vectors, string[] question, bool lower, int limit, float[] query)
    {
        Span<int> words = stackalloc int[4];
        for (int i = 0; i < words.Length; i++)
        {
            if (!vectors.TryGetIndex(lower ? question[i].ToLowerInvariant() : question[i], out words[i]) || words[i] >= limit)
            {
                return -1;
            }
        }

        vectors.WriteAnalogy(words[..3], query);
        return vectors.MostSimilar(query, words[..3], limit) == words[3] ? 1 : 0;
    }
}
