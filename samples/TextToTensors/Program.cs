using SeqGen.Samples;
using SeqGen.Samples.Tensors;

SampleCommand command = new(
    "Shows how texts and series become what a model takes.",
    dataSets: "texts (a few of the sample's own, the default) or real",
    models: TensorStory.RowWords,
    trains: false);
return command.Run(args, (options, _) => new TensorStory(options).Run());
