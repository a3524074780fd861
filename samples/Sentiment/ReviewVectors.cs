using System.Globalization;
using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Text;

namespace SeqGen.Samples.Sentiment;

/// <summary>
/// The word vectors of this sample: trained on the text of all training reviews, whichever of them a model is trained on.
/// </summary>
internal sealed class ReviewVectors(IReadOnlyList<LabelledText> reviews, SampleOptions options, CancellationToken cancellation)
{
    private const int FeatureDimensions = 300;

    private readonly TrainedVectors _trained = new(options, cancellation);

    /// <summary>A choice whose model takes features gets an encoder to vectors.</summary>
    public ModelChoice Provide(ModelChoice choice) => choice.Create(0).Description.Inputs[0].Kind == InputKind.Features
        ? choice with { Encoding = TextEncoding.Vectors(Features()) }
        : choice;

    /// <summary>An embedding that is not trained gets vectors as its weights.</summary>
    public void Prepare(TextStory story, OrderedDictionary<string, object> settings)
    {
        if (story.Model is not ReviewFrozenVectors)
        {
            return;
        }

        EmbeddingMatrix matrix = Glove(story.Model.Description.Weights[0].Shape[1]).ToEmbeddingMatrix(((TokenEncoder)story.Encoder).Tokenizer);
        story.Model.SetWeight("embedding/embeddings", matrix.Values);
        settings["vectors"] = "GloVe, trained on the reviews";
        settings["words_with_vector"] = matrix.Found;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{matrix.Found:N0} words of the vocabulary have a vector ({matrix.Coverage:P1}), {matrix.RunningCoverage:P1} of the running words"));
    }

    private WordVectors Features() => _trained.SkipGram(
        $"imdb-skipgram-{FeatureDimensions}",
        FeatureDimensions,
        () => [.. reviews.AsParallel().AsOrdered().Select(review => VectorEncoder.Words(review.Text))]);

    /// <summary>Of the words that a tokenizer makes, since they are looked up by one.</summary>
    private WordVectors Glove(int dimensions) => _trained.GloVe(
        $"imdb-glove-{dimensions}",
        dimensions,
        () => [.. reviews.AsParallel().AsOrdered().Select(review => TextPreprocessing.TextToWordSequence(review.Text).ToArray())]);
}
