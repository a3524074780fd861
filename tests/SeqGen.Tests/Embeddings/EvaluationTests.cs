using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Tests.Data;

namespace SeqGen.Tests.Embeddings;

public sealed class EvaluationTests : IDisposable
{
    private static readonly WordVectors Family = new(
        ["man", "woman", "king", "queen", "apple"],
        [0.1f, 1, 0, 0.1f, -1, 0, 2, 1, 0, 2, -1, 0, 0, 0.1f, 3],
        3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Analogies_are_counted_by_section()
    {
        AnalogyQuestions questions = AnalogyQuestions.Load(_folder.Write(
            "q.txt", ": royal\nMan King Woman Queen\nwoman man queen apple\n\n: unknown\nman pope woman queen\n"));
        questions.Count.ShouldBe(3);
        questions.Evaluate(Family).ShouldBe([new("royal", 1, 2, 0), new("unknown", 0, 0, 1), new("total", 1, 2, 1)]);
        questions.Evaluate(Family, lower: false)[^1].ShouldBe(new AnalogyScore("total", 0, 1, 2));
        questions.Evaluate(Family, limit: 3)[^1].Asked.ShouldBe(0);
        Should.Throw<DataFormatException>(() => AnalogyQuestions.Load(_folder.Write("bad.txt", ": a\na b c\n"))).Line.ShouldBe(2);
        Should.Throw<DataFormatException>(() => AnalogyQuestions.Load(_folder.Write("none.txt", ": a\n"))).Message.ShouldContain("no questions");
    }

    [Fact]
    public void Similarities_are_compared_by_rank()
    {
        WordSimilarities same = WordSimilarities.Load(_folder.Write("s.tsv", "# head\nKing\tqueen\t9\nman\tking\t5\nman\tqueen\t1\nman\tpope\t3\n"));
        same.Count.ShouldBe(4);
        SimilarityScore score = same.Evaluate(Family);
        (score.Pairs, score.Skipped).ShouldBe((3, 1));
        score.Spearman.ShouldBe(1, 1e-12);
        same.Evaluate(new WordVectors(["a"], [1], 1)).Spearman.ShouldBe(double.NaN);
        Should.Throw<DataFormatException>(() => WordSimilarities.Load(_folder.Write("bad.tsv", "a\tb\tnine\n"))).Line.ShouldBe(1);
    }

    [Fact]
    public void Equal_values_share_their_rank() =>
        WordSimilarities.Ranks([3, 1, 3, 2, 3]).ShouldBe([4, 1, 4, 2, 4]);
}
