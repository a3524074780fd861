using System.Globalization;

namespace SeqGen.Samples.Sentiment;

/// <summary>What it costs to have the matrices in 16 bits: the same weights in the same network, declared with <c>weights=bfloat16</c>.</summary>
internal static class SixteenBitComparison
{
    private static readonly Dictionary<string, Func<SequenceModel>> Models = new()
    {
        [nameof(PhraseLstm)] = static () => new PhraseLstmBFloat16(),
        [nameof(ReviewLstm)] = static () => new ReviewLstmBFloat16(),
    };

    /// <summary>Tests the trained weights in 16 bits, where the model is declared for it, and prints the difference.</summary>
    public static void Print(TextStory story, RunRecord record, SampleOptions options)
    {
        if (!Models.TryGetValue(story.Model.Description.Name, out Func<SequenceModel>? create))
        {
            return;
        }

        SequenceModel model = create();
        foreach (WeightDescription weight in model.Description.Weights)
        {
            model.SetWeight(weight.Name, story.Model.GetWeight(weight.Name));
        }

        float[] expected = story.Model.Predict(story.Test, threads: options.Threads);
        float[] found = model.Predict(story.Test, threads: options.Threads);
        double accuracy = model.Evaluate(story.Test, new EvaluateOptions { Threads = options.Threads }).Accuracy;
        double largest = expected.Zip(found, (left, right) => Math.Abs((double)left - right)).Max();
        record.Figures["bfloat16_accuracy"] = accuracy;
        record.Figures["bfloat16_largest_difference"] = largest;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"With weights=bfloat16: test accuracy {accuracy:0.0000}, in float32 {record.Test.Accuracy:0.0000}; the largest difference of a probability is {largest:0.0000}"));
    }
}
