using SeqGen.Embeddings;
using SeqGen.Text;

namespace SeqGen.Tests.Embeddings;

public class WordVectorsTests
{
    // Royalty, and man against woman.
    private static readonly WordVectors Family = new(
        ["man", "woman", "king", "queen", "apple", "nothing"],
        [0.1f, 1, 0, 0.1f, -1, 0, 2, 1, 0, 2, -1, 0, 0, 0.1f, 3, 0, 0, 0],
        3);

    [Fact]
    public void Similarity_is_the_cosine()
    {
        Family.Similarity("man", "woman").ShouldBe((0.01f - 1) / 1.01f, 1e-6);
        Family.Similarity("king", "king").ShouldBe(1, 1e-6);
        Family.Similarity("king", "nothing").ShouldBe(0);
        Should.Throw<ArgumentException>(() => Family.Similarity("king", "pope")).Message.ShouldContain("'pope'");
    }

    [Fact]
    public void The_nearest_words_come_in_order_without_the_word_itself()
    {
        NearWord[] nearest = Family.Nearest("king", 3);
        nearest.Select(near => near.Word).ShouldBe(["queen", "man", "apple"]);
        nearest[0].Similarity.ShouldBe(3 / 5f, 1e-6);
        Family.Nearest("king", 100).Length.ShouldBe(5);
        Family.Nearest("king", 0).ShouldBeEmpty();
        Family.Nearest([0, 0, 9], 1)[0].Word.ShouldBe("apple");
        Should.Throw<ArgumentException>(() => Family.Nearest([1, 2]));
    }

    [Fact]
    public void King_minus_man_plus_woman_is_queen()
    {
        Family.Analogy("man", "king", "woman", 1)[0].Word.ShouldBe("queen");
        Family.Analogy("man", "king", "woman").Select(near => near.Word).ShouldNotContain("king");
    }

    [Fact]
    public void Unknown_words_are_dropped_or_replaced()
    {
        string[] text = ["king", "pope", "of", "queen", "pope"];
        Family.ToSequence(text).ShouldBe([2, 3]);
        Family.ToSequence(text, UnknownWords.Drop).ShouldBe([2, 3]);
        Family.ToSequence(text, UnknownWords.ReplaceBy("nothing")).ShouldBe([2, 5, 5, 3, 5]);
        Should.Throw<ArgumentException>(() => Family.ToSequence(text, UnknownWords.ReplaceBy())).Message.ShouldContain("'UNK'");

        int[] random = Family.ToSequence(text, UnknownWords.RandomWord(1));
        random.Length.ShouldBe(5);
        random[4].ShouldBe(random[1]);
        Family.ToSequence(text, UnknownWords.RandomWord(1)).ShouldBe(random);
        int[] many = Family.ToSequence(Enumerable.Range(0, 600).Select(i => $"unknown{i}"), UnknownWords.RandomWord(2));
        many.ShouldAllBe(word => word >= 0 && word < 6);
        many.Distinct().Count().ShouldBe(6);
        many.ShouldNotBe(Family.ToSequence(Enumerable.Range(0, 600).Select(i => $"unknown{i}"), UnknownWords.RandomWord(3)));
    }

    [Fact]
    public void The_matrix_of_a_tokenizer_has_its_words_in_its_rows()
    {
        Tokenizer tokenizer = new(numWords: 4, oovToken: "<oov>");
        tokenizer.FitOnTexts(["king king king pope pope apple"]);
        EmbeddingMatrix matrix = Family.ToEmbeddingMatrix(tokenizer);
        (matrix.Rows, matrix.Dimensions, matrix.Found).ShouldBe((4, 3, 1));
        matrix.Values.ShouldBe([0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0]);
        matrix.Missing.ShouldBe(["<oov>", "pope"]);
        matrix.Coverage.ShouldBe(1 / 3.0);
        matrix.RunningCoverage.ShouldBe(3 / 6.0);
    }

    [Fact]
    public void Words_and_values_must_fit()
    {
        Should.Throw<ArgumentException>(() => new WordVectors(["a", "b"], [1, 2, 3], 2));
        Should.Throw<ArgumentException>(() => new WordVectors(["a", "a"], [1, 2], 1)).Message.ShouldContain("twice");
    }
}
