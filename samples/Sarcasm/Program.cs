using SeqGen.Samples;
using SeqGen.Samples.Sarcasm;

SampleCommand command = new(
    "Trains a sequence model to tell sarcastic headlines from serious ones.",
    dataSets: "generated (the default) or sarcasm",
    models: ModelCatalog.All.WordList());
return command.Run(args, (options, cancellation) => SarcasmStory.Run(options, cancellation));
