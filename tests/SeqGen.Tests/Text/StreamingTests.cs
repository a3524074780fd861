using System.Text;
using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Tests.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

/// <summary>A file goes through tokenizer and word vectors line by line: memory depends on the vocabulary, not on the file.</summary>
[Collection("Allocations")]
public sealed class StreamingTests : IDisposable
{
    private const int Lines = 300_000;
    private const int MostGrowth = 8 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private long _start;
    private long _peak;
    private int _seen;

    public StreamingTests()
    {
        // 29 MB, and as text in memory twice that.
        _path = _folder["large.txt"];
        using StreamWriter file = new(_path, append: false, new UTF8Encoding(false));
        SeededRandom random = new(1);
        for (int line = 0; line < Lines; line++)
        {
            for (int word = 0; word < 12; word++)
            {
                file.Write("word");
                file.Write(random.NextInt(1000));
                file.Write(' ');
            }

            file.Write('\n');
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tokenizer_is_fitted_and_texts_become_sequences()
    {
        new FileInfo(_path).Length.ShouldBeGreaterThan(3L * MostGrowth);
        Tokenizer tokenizer = new();
        Start();
        tokenizer.FitOnTexts(TextLines.Read(_path).Select(Watched));
        long words = 0;
        foreach (int[] sequence in tokenizer.TextsToSequencesGenerator(TextLines.Read(_path).Select(Watched)))
        {
            words += sequence.Length;
        }

        tokenizer.DocumentCount.ShouldBe(Lines);
        words.ShouldBe(12L * Lines);
        (_peak - _start).ShouldBeLessThan(MostGrowth);
    }

    [Fact]
    public void Words_are_counted_and_vectors_trained()
    {
        Start();
        IEnumerable<string[]> Texts() => TextLines.Read(_path).Select(line => Watched(line).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        WordVocabulary vocabulary = WordVocabulary.FromTexts(Texts());
        WordVectors vectors = SkipGram.Train(
            vocabulary, vocabulary.ToSequences(Texts()), new SkipGramOptions { Dimensions = 8, Window = 1, Negatives = 1, Epochs = 1 });
        vectors.Count.ShouldBe(1000);
        vocabulary.Total.ShouldBe(12L * Lines);
        (_peak - _start).ShouldBeLessThan(MostGrowth);
    }

    private void Start() => _peak = _start = GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Now and then measures what is alive; no line may be kept.</summary>
    private string Watched(string line)
    {
        if (++_seen % 60_000 == 0)
        {
            _peak = Math.Max(_peak, GC.GetTotalMemory(forceFullCollection: true));
        }

        return line;
    }
}
