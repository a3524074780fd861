using SeqGen.Samples;
using SeqGen.Samples.Translation;

SampleCommand command = new(
    "Trains an encoder-decoder to translate from English to French, with and without attention.",
    dataSets: "generated (the default) or tatoeba",
    models: TranslationStory.ModelWords,
    canLoad: true);
return command.Run(args, (options, cancellation) =>
{
    if (options.Load is not null)
    {
        TranslationStory.Translate(options, cancellation);
    }
    else
    {
        TranslationStory.Run(options, cancellation);
    }
});
