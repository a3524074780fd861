using SeqGen.Samples;
using SeqGen.Samples.Tweets;

SampleCommand command = new(
    "Trains a small model on frozen word vectors to tell glad tweets from sad ones, and looks at overfitting.",
    dataSets: "generated (the default) or sentiment140",
    models: TweetsStory.Models.WordList());
return command.Run(args, (options, cancellation) => TweetsStory.Run(options, cancellation));
