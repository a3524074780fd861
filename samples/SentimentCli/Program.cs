using System.Globalization;
using SeqGen.Data;
using SeqGen.Samples;
using SeqGen.Samples.Sentiment;

const string Usage = """
    SentimentCli MODEL [TEXT...]    scores each text, or each line of standard input where no text is given
    SentimentCli MODEL --about      the model, and the vector width of its code

    MODEL is the folder that samples/Sentiment has saved. A score is the probability that a text is positive.
    """;

if (args.Length == 0 || args[0] is "--help" or "-h")
{
    Console.WriteLine(Usage);
    return args.Length == 0 ? 1 : 0;
}

try
{
    TextClassifier classifier = TextClassifier.Load(args[0], ModelCatalog.All);
    if (args is [_, "--about"])
    {
        Console.WriteLine($"{classifier.Model.Description.Name}, {classifier.Model.VectorBits}-bit vectors");
        return 0;
    }

    foreach (string text in args.Length > 1 ? args.Skip(1) : Lines())
    {
        Console.WriteLine(classifier.Predict(text)[0].ToString("G9", CultureInfo.InvariantCulture));
    }

    return 0;
}
catch (Exception error) when (error is DataFormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}

static IEnumerable<string> Lines()
{
    while (Console.In.ReadLine() is { } line)
    {
        yield return line;
    }
}
