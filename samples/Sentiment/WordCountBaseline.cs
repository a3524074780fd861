using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Samples.Sentiment;

/// <summary>How far one gets by counting words: logistic regression on the same tokens, declared in <c>WordCounts.seqnet</c>.</summary>
internal static class WordCountBaseline
{
    private const int Epochs = 10;

    public static double TestAccuracy(TextCorpus corpus, SampleOptions options)
    {
        WordCounts model = new(options.Seed);
        Tokenizer tokenizer = new(model.Description.Inputs[0].Size);
        tokenizer.FitOnTexts(corpus.Training.Select(sample => sample.Text));
        model.Fit(Encode(corpus.Training, tokenizer), new FitOptions
        {
            Epochs = Epochs,
            Optimizer = new Adam(0.01),
            Seed = options.Seed,
            Threads = options.Threads,
        });
        return model.Evaluate(Encode(corpus.Test, tokenizer), new EvaluateOptions { Threads = options.Threads }).Accuracy;
    }

    private static ArrayDataset Encode(IReadOnlyList<LabelledText> samples, Tokenizer tokenizer)
    {
        SequenceMatrix<float> counts = tokenizer.TextsToMatrix(samples.Select(sample => sample.Text), TokenizerMode.Count);
        return Dataset.FromFeatures(counts.Values, counts.Length, [.. samples.Select(sample => sample.Label)]);
    }
}
