using SeqGen.Samples;
using SeqGen.Samples.Spam;

SampleCommand command = new(
    "Trains a sequence model to tell spam from wanted text messages.",
    dataSets: "generated (the default) or sms",
    models: SpamStory.Models.WordList());
return command.Run(args, (options, cancellation) => SpamStory.Run(options, cancellation));
