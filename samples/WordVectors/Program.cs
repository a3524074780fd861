using SeqGen.Samples;
using SeqGen.Samples.Vectors;

SampleCommand command = new(
    "Trains word vectors, and looks for near words and analogies.",
    dataSets: "world (sentences that the sample makes, the default) or imdb",
    models: "T6, the only one",
    trains: false);
return command.Run(args, (options, cancellation) => new VectorStory(options, cancellation).Run());
