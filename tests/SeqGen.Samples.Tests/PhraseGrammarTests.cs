using SeqGen.Data;
using SeqGen.Samples.Sentiment;

namespace SeqGen.Samples.Tests;

public sealed class PhraseGrammarTests
{
    private static readonly List<LabelledText> Corpus = PhraseGrammar.Generate(2_000, seed: 5);

    [Fact]
    public void EverySentenceHasAMirrorWithTheSameWordsAndTheOtherLabel()
    {
        for (int i = 0; i < Corpus.Count; i += 2)
        {
            (LabelledText sentence, LabelledText mirror) = (Corpus[i], Corpus[i + 1]);
            Bag(sentence.Text).ShouldBe(Bag(mirror.Text));
            sentence.Label.ShouldBe(1 - mirror.Label);
        }
    }

    [Fact]
    public void NoSentenceComesTwice() => Corpus.Select(sample => sample.Text).Distinct().Count().ShouldBe(Corpus.Count);

    [Fact]
    public void TheSeedDecides()
    {
        PhraseGrammar.Generate(50, seed: 5).ShouldBe(Corpus[..100]);
        PhraseGrammar.Generate(50, seed: 6).ShouldNotBe(Corpus[..100]);
    }

    [Fact]
    public void SentencesFitTheDeclaredModel()
    {
        InputDescription input = ModelCatalog.Phrases.Create(0).Description.Inputs[0];

        PhraseGrammar.Words.Count().ShouldBeLessThan(input.Vocabulary);
        Corpus.Max(sample => sample.Text.Split(' ').Length).ShouldBeLessThanOrEqualTo(input.Length);
    }

    private static string Bag(string text) => string.Join(' ', text.Split(' ').Order(StringComparer.Ordinal));
}
