using SeqGen.Samples;
using SeqGen.Samples.Temperature;

SampleCommand command = new(
    "Trains a sequence model to forecast a temperature, and compares it with forecasts that need no model.",
    dataSets: "weather (generated, the default), oil (ETTh1) or air (Beijing)",
    models: ModelCatalog.All.WordList());
return command.Run(args, (options, cancellation) => ForecastStory.Run(options, cancellation));
