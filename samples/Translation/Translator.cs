using SeqGen.Data;

namespace SeqGen.Samples.Translation;

/// <summary>A trained model with the vocabularies of both languages. One thread may use it at a time.</summary>
internal sealed class Translator
{
    private const int BeamWidth = 4;
    private const string WeightsFile = "weights.safetensors";
    private const string SourceFile = "english.txt";
    private const string TargetFile = "french.txt";

    private readonly SequenceStream _stream;
    private readonly SequenceDecoder _greedy;
    private readonly BeamSearch _beam;
    private readonly int[] _tokens;

    public Translator(SequenceModel model, SentenceVocabulary source, SentenceVocabulary target)
    {
        Model = model;
        Source = source;
        Target = target;
        int longest = model.Description.Inputs[^1].Length;
        _stream = new SequenceStream(model);
        _greedy = new SequenceDecoder(_stream, SentenceVocabulary.Start, SentenceVocabulary.End);
        _beam = new BeamSearch(_stream, SentenceVocabulary.Start, SentenceVocabulary.End, BeamWidth, longest);
        _tokens = new int[longest];
    }

    public SequenceModel Model { get; }

    public SentenceVocabulary Source { get; }

    public SentenceVocabulary Target { get; }

    /// <summary>Loads what <see cref="Save"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataFormatException">A file is missing or is not what it should be.</exception>
    /// <exception cref="CheckpointException">The weights are damaged or belong to another model.</exception>
    public static Translator Load(string folder)
    {
        SequenceModel model = Create(SavedStructure.ReadName(folder), folder);
        model.Load(Path.Combine(folder, WeightsFile));
        return new(model, SentenceVocabulary.Load(Path.Combine(folder, SourceFile)), SentenceVocabulary.Load(Path.Combine(folder, TargetFile)));
    }

    /// <summary>Saves weights, structure and both vocabularies.</summary>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Model.Save(Path.Combine(folder, WeightsFile));
        Model.SaveStructure(Path.Combine(folder, SavedStructure.FileName));
        Source.Save(Path.Combine(folder, SourceFile));
        Target.Save(Path.Combine(folder, TargetFile));
    }

    /// <summary>The French words for English ones.</summary>
    /// <param name="words">English words; what is longer than the model's input is cut.</param>
    /// <param name="beam">True for beam search, false for greedy decoding.</param>
    public string[] Translate(string[] words, bool beam)
    {
        _stream.Begin(Source.Encode(words.Take(Model.Description.Inputs[0].Length)));
        int count = beam ? _beam.Decode(_tokens) : _greedy.Decode(_tokens);
        return Target.Decode(_tokens.AsSpan(0, count));
    }

    /// <summary>The French sentence for an English one.</summary>
    public string Translate(string sentence, bool beam) => SentenceText.Join(Translate(SentenceText.Split(sentence, isFrench: false), beam));

    /// <summary>Sentence pairs as the model is trained with them: the decoder reads the translation one word late.</summary>
    public ArrayDataset Encode(IReadOnlyList<SentencePair> pairs)
    {
        int length = Model.Description.Inputs[^1].Length;
        int[] targets = new int[pairs.Count * length];
        int[][] inputs = new int[pairs.Count][];
        for (int row = 0; row < pairs.Count; row++)
        {
            int[] words = [.. Target.Encode(pairs[row].Target).Take(length - 1)];
            inputs[row] = [SentenceVocabulary.Start, .. words];
            words.CopyTo(targets, row * length);
            targets[(row * length) + words.Length] = SentenceVocabulary.End;
        }

        int[][] sources = [.. pairs.Select(pair => Source.Encode(pair.Source.Take(Model.Description.Inputs[0].Length)))];
        return new([DatasetInput.Tokens(sources).Named("source"), DatasetInput.Tokens(inputs).Named("target")], DatasetTargets.Labels(targets));
    }

    private static SequenceModel Create(string name, string folder) => name switch
    {
        nameof(SentenceContext) => new SentenceContext(0),
        nameof(SentenceAttention) => new SentenceAttention(0),
        nameof(PhraseContext) => new PhraseContext(0),
        nameof(PhraseAttention) => new PhraseAttention(0),
        _ => throw new DataFormatException($"'{name}' is no model of this sample.", Path.Combine(folder, SavedStructure.FileName)),
    };
}
