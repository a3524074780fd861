using SeqGen.Data;
using SeqGen.Samples.Translation;

namespace SeqGen.Samples.Tests;

/// <summary>Decoding with an encoder-decoder, and the sample that translates with one.</summary>
public sealed class TranslationTests : IDisposable
{
    private const int Start = 1;
    private const int End = 2;
    private static readonly int[] Source = [5, 9, 17, 4];

    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-translation-").FullName;

    [Fact]
    public void BothModelsLearnTheGeneratedLanguage()
    {
        RunRecord record = TranslationStory.Run(
            new() { Seed = 42, Save = _folder, Json = Path.Combine(_folder, "run.json"), Predict = "The happy queen buys a green car." }, default);

        foreach (string figure in new[] { "context_greedy", "context_beam", "attention_greedy", "attention_beam" })
        {
            record.Figures[$"{figure}_bleu"].ShouldBeGreaterThan(90, figure);
            record.Figures[$"{figure}_exact_match"].ShouldBeInRange(80, 100, figure);
        }

        record.BytesPerStep.ShouldBe(0);
        File.ReadAllText(Path.Combine(_folder, "run.json")).ShouldContain("\"attention_beam_exact_match\"");
        File.ReadAllText(Path.Combine(_folder, "report.html")).ShouldContain("PhraseAttention on generated");
        string context = File.ReadAllText(Path.Combine(_folder, "context", "report.html"));
        context.ShouldContain("PhraseContext on generated");
        context.ShouldContain("context beam bleu");

        Translator translator = Translator.Load(Path.Combine(_folder, "attention"));
        translator.Translate("The happy queen buys a green car.", beam: false).ShouldBe("la reine heureuse achète une voiture verte.");
        translator.Translate("The happy queen buys a green car.", beam: true).ShouldBe("la reine heureuse achète une voiture verte.");
    }

    [Fact]
    public void AFolderWithoutATranslatorIsNamed() =>
        Should.Throw<SampleError>(() => TranslationStory.Translate(new() { Load = _folder }, default)).Message.ShouldContain(_folder);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AFullBeamFindsTheBestSequence(double penalty)
    {
        // As wide as the vocabulary, the beam forgets nothing: with up to two tokens it must find the best of all sequences.
        SequenceModel model = new PhraseAttention(seed: 3);
        SequenceStream stream = new(model);
        int vocabulary = model.Description.Output.Size;
        stream.Begin(Source);
        BeamSearch beam = new(stream, Start, End, vocabulary, maximumLength: 2, penalty);
        int[] found = new int[2];
        int length = beam.Decode(found);

        double best = double.NegativeInfinity;
        stream.Reset();
        float[] first = stream.Step(Start).ToArray();
        float[] state = new float[stream.StateLength];
        stream.SaveState(state);
        best = Math.Max(best, Math.Log(first[End]));
        for (int token = 0; token < vocabulary; token++)
        {
            stream.LoadState(state);
            double second = Math.Log(System.Numerics.Tensors.TensorPrimitives.Max(stream.Step(token)));
            best = token == End ? best : Math.Max(best, (Math.Log(first[token]) + second) / Math.Pow(2, penalty));
        }

        length.ShouldBeInRange(0, 2);
        beam.Score.ShouldBe(best, 1e-6);
    }

    [Fact]
    public void GreedyDecodingChoosesWhatTheWholeModelFindsLikeliest()
    {
        PhraseAttention model = new(seed: 4);
        SequenceStream stream = model.CreateStream();
        SequenceDecoder decoder = new(stream, Start, end: -1);
        int[] tokens = new int[13];
        stream.Begin(Source);
        decoder.Decode(tokens).ShouldBe(13);

        float[] output = new float[model.Description.Output.Length];
        model.Predict(Source, [Start, .. tokens[..^1]], output);
        int size = model.Description.Output.Size;
        for (int step = 0; step < 13; step++)
        {
            ReadOnlySpan<float> probabilities = output.AsSpan(step * size, size);
            probabilities[tokens[step]].ShouldBe(System.Numerics.Tensors.TensorPrimitives.Max(probabilities), 1e-6f);
        }
    }

    [Fact]
    public void DecodingAllocatesNothing()
    {
        SequenceStream stream = new(new PhraseAttention(seed: 4));
        SequenceDecoder greedy = new(stream, Start, End);
        BeamSearch beam = new(stream, Start, End, width: 3, maximumLength: 13);
        TokenSampler sampler = new(seed: 1) { Temperature = 0.7, TopK = 5 };
        int[] tokens = new int[13];
        long before = 0;
        for (int pass = 0; pass < 3; pass++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            stream.Begin(Source);
            greedy.Decode(tokens);
            stream.Reset();
            greedy.Decode(tokens, sampler);
            stream.Reset();
            beam.Decode(tokens);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void AStreamOfSeveralInputsBeginsWithTheOthers()
    {
        SequenceStream stream = new(new PhraseContext(seed: 1));
        Should.Throw<InvalidOperationException>(() => stream.StepScalar(Start)).Message.ShouldContain("begins with Begin");
        Should.Throw<ArgumentException>(() => stream.SetInput("sorce", Source)).Message.ShouldContain("source, target");
        stream.Begin(Source);
        float[] first = stream.Step(Start).ToArray();
        SequenceStream copy = stream.Copy();
        copy.Step(7).ToArray().ShouldBe(stream.Step(7).ToArray());
        stream.Reset();
        stream.Step(Start).ToArray().ShouldBe(first);
        stream.Begin([8, 8, 8]);
        stream.Step(Start).ToArray().ShouldNotBe(first);
    }

    [Fact]
    public void AModelThatDoesNotGiveItsOwnInputCannotBeDecoded() =>
        Should.Throw<ArgumentException>(() => new SequenceDecoder(new SequenceStream(new SeqGen.Samples.Sentiment.PhraseLstm(seed: 1)), 1, 2))
            .Message.ShouldContain("must be a softmax over the tokens of its input");

    [Theory]
    [InlineData("Je t'aime\u202F!", "je t' aime !")]
    [InlineData("Où est-il\u00A0?", "où est-il ?")]
    [InlineData("L\u2019été, enfin...", "l' été , enfin . . .")]
    public void FrenchIsSplitIntoWords(string text, string words) => SentenceText.Split(text, isFrench: true).ShouldBe(words.Split(' '));

    [Fact]
    public void EnglishKeepsItsApostrophes() => SentenceText.Split("I don't.", isFrench: false).ShouldBe(["i", "don't", "."]);

    [Fact]
    public void WordsBecomeASentence() => SentenceText.Join(["j'", "ai", "faim", ",", "et", "toi", "?"]).ShouldBe("j'ai faim, et toi ?");

    [Fact]
    public void BleuIsTheMeanOfFourPrecisions()
    {
        string[][] translations = ["the cat sat on the mat".Split(' '), "a b c d e".Split(' ')];
        string[][][] references = [["the cat is on the mat".Split(' ')], ["a b c d e".Split(' ')]];
        Bleu.Of(translations, references).ShouldBe(Math.Pow(10.0 / 11 * (7.0 / 9) * (4.0 / 7) * (2.0 / 5), 0.25), 1e-12);

        // The nearest of several references counts for the length, and a word only as often as one reference has it.
        Bleu.Of(["a b c d".Split(' ')], [["a b c d e f".Split(' ')]]).ShouldBe(Math.Exp(1 - (6.0 / 4)), 1e-12);
        Bleu.Of(["a b c d".Split(' ')], [["a b c d e f".Split(' '), "x x x x".Split(' ')]]).ShouldBe(1, 1e-12);
        Bleu.Of(["a a a a".Split(' ')], [["a b c d".Split(' ')]]).ShouldBe(0);
    }

    [Fact]
    public void TheGrammarFollowsTheGender()
    {
        List<TextPair> pairs = BilingualGrammar.Pairs(500, seed: 2);
        pairs.ShouldBeUnique();
        pairs.Where(pair => pair.Source.Contains("the green car", StringComparison.Ordinal)).ShouldAllBe(pair => pair.Target.Contains("la voiture verte", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
