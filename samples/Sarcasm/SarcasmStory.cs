namespace SeqGen.Samples.Sarcasm;

/// <summary>Which headlines and which model.</summary>
internal static class SarcasmStory
{
    private const int GeneratedEpochs = 4;

    private static readonly string[] GeneratedExamples =
    [
        "Parliament passes sweeping reform of taxes",
        "Parliament finally finds other sock",
        "Area man finishes entire bag of chips",
        "Area man calls for an end to the war, sources say",
    ];

    private static readonly string[] Examples =
    [
        "granny starting to fear spiders in the garden might be real",
        "game of thrones season finale showing this sunday night",
        "area man proud he can name all of the roommate's failures",
        "senate votes to extend funding for the health care bill",
    ];

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation)
    {
        bool isReal = options.WantsRealData("generated", "sarcasm");
        ModelChoice choice = ModelCatalog.All.Choose(options.Model, isReal ? ModelCatalog.Bidirectional : ModelCatalog.Convolution);
        if (!isReal)
        {
            choice = choice with { Epochs = GeneratedEpochs };
        }

        return new TextStory(
            isReal ? $"sarcasm-{choice.Words[^1]}" : "sarcasm-generated", choice, isReal ? SarcasmCorpus.Headlines(options) : SarcasmCorpus.Generated(options.Seed), options)
        {
            Examples = isReal ? Examples : GeneratedExamples,
            RealData = isReal ? null : ("real headlines", "the folder of Sarcasm_Headlines_Dataset.json", "S1 or S2"),
        }.Run(cancellation);
    }
}
