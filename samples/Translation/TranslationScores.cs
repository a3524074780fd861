namespace SeqGen.Samples.Translation;

/// <summary>How good translations are.</summary>
/// <param name="Bleu">Corpus BLEU, in percent.</param>
/// <param name="ExactMatch">The share of sentences whose translation is one of the references, in percent.</param>
internal readonly record struct TranslationScores(double Bleu, double ExactMatch)
{
    /// <summary>Translates each English sentence of a test once, on all cores, and compares with all of its translations.</summary>
    /// <param name="create">Makes a translator for a thread.</param>
    /// <param name="test">The test pairs.</param>
    /// <param name="beam">True for beam search.</param>
    /// <param name="options">Threads.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static TranslationScores Of(Func<Translator> create, IReadOnlyList<SentencePair> test, bool beam, SampleOptions options, CancellationToken cancellation)
    {
        List<(string[] Source, List<string[]> References)> sentences =
        [
            .. test.GroupBy(pair => string.Join(' ', pair.Source)).Select(group => (group.First().Source, group.Select(pair => pair.Target).ToList())),
        ];
        string[][] translations = new string[sentences.Count][];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads, CancellationToken = cancellation };
        Parallel.For(0, sentences.Count, parallel, create, (row, _, translator) =>
        {
            translations[row] = translator.Translate(sentences[row].Source, beam);
            return translator;
        }, static _ => { });
        int exact = sentences.Index().Count(entry => entry.Item.References.Any(reference => reference.SequenceEqual(translations[entry.Index])));
        return new(100 * SeqGen.Samples.Translation.Bleu.Of(translations, [.. sentences.Select(sentence => sentence.References)]), 100.0 * exact / sentences.Count);
    }
}
