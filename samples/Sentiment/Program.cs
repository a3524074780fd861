using SeqGen.Samples;
using SeqGen.Samples.Sentiment;

SampleCommand command = new(
    "Trains a sequence model to tell positive from negative texts.",
    dataSets: "phrases (generated, the default) or imdb",
    models: $"with --data imdb one of {ModelCatalog.ReviewWords}; lstm where not given");
return command.Run(args, (options, cancellation) => new SentimentRun(options, cancellation).Run());
