using SeqGen.Samples;
using SeqGen.Samples.TextGeneration;

SampleCommand command = new(
    "Trains a character model and lets it write.",
    dataSets: "verses (generated, the default), shakespeare or names",
    models: ModelCatalog.All.WordList());
return command.Run(args, (options, cancellation) => GenerationStory.Run(options, cancellation));
