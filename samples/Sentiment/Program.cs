using SeqGen.Samples;
using SeqGen.Samples.Sentiment;

SampleCommand command = new(
    "Trains a sequence model to tell positive from negative texts.",
    dataSets: "phrases (generated, the default) or imdb",
    models: $"{ModelCatalog.All.WordList()}, or {ShapeCheckStory.Row}");
return command.Run(args, (options, cancellation) =>
{
    if (string.Equals(options.Model, ShapeCheckStory.Row, StringComparison.OrdinalIgnoreCase))
    {
        ShapeCheckStory.Run(options);
    }
    else
    {
        SentimentStory.Run(options, cancellation);
    }
});
