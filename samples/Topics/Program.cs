using SeqGen.Samples;
using SeqGen.Samples.Topics;

SampleCommand command = new(
    "Trains a sequence model to find the one class among many that a text belongs to.",
    dataSets: "generated (the default) or real",
    models: TopicsStory.Models.WordList());
return command.Run(args, (options, cancellation) => TopicsStory.Run(options, cancellation));
