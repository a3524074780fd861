using SeqGen.Samples;
using SeqGen.Samples.Sentiment;

SampleCommand command = new(
    "Trains a sequence model to tell positive from negative texts.",
    dataSets: "phrases (generated, the default) or imdb",
    models: ModelCatalog.All.WordList());
return command.Run(args, (options, cancellation) => SentimentStory.Run(options, cancellation));
