using SeqGen;
using SeqGen.Text;
using TEMPLATE_NAMESPACE;

const string Weights = "SentimentModel.safetensors";
const string Words = "SentimentModel.tokenizer.json";

if (args.Length == 0)
{
    Train();
}
else
{
    Predict(args);
}

// Trains on the texts below and saves the model to the current folder: that of the project, from which the next build takes it.
static void Train()
{
    (string Text, int Label)[] reviews =
    [
        ("a wonderful film", 1), ("a dull film", 0),
        ("great acting and a lovely story", 1), ("terrible acting and a boring story", 0),
        ("I enjoyed every minute of it", 1), ("I regretted every minute of it", 0),
        ("brilliant, moving and funny", 1), ("clumsy, slow and boring", 0),
        ("one of the best films of the year", 1), ("one of the worst films of the year", 0),
        ("wonderful acting in a great film", 1), ("dull acting in a terrible film", 0),
        ("a lovely and funny story", 1), ("a boring and clumsy story", 0),
    ];

    Tokenizer tokenizer = new(numWords: 1000);
    tokenizer.FitOnTexts(reviews.Select(review => review.Text));
    Dataset train = Dataset.FromTokens(
        tokenizer.TextsToSequences(reviews.Select(review => review.Text)), labels: [.. reviews.Select(review => review.Label)]);

    SentimentModel model = new(seed: 1);
    Console.WriteLine(model.Summary);
    History history = model.Fit(train, new FitOptions { Epochs = 30, BatchSize = 4, Optimizer = new Adam(0.01) });
    Console.WriteLine($"{history.Epochs.Count} epochs, accuracy {model.Evaluate(train).Accuracy:0.00}");

    model.Save(Weights);
    tokenizer.Save(Words);
    Console.WriteLine($"Saved {Weights} and {Words}. Give texts as arguments to have them read.");
}

// Reads texts with the saved model, which lies beside the program.
static void Predict(string[] texts)
{
    string weights = Path.Combine(AppContext.BaseDirectory, Weights);
    if (!File.Exists(weights))
    {
        Console.Error.WriteLine($"{weights} is not there: run the program without arguments first, then build it again.");
        Environment.Exit(1);
    }

    SentimentModel model = new();
    model.Load(weights);
    Tokenizer tokenizer = Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, Words));
    foreach (string text in texts)
    {
        float positive = model.Predict(tokenizer.TextsToSequences([text])[0]);
        Console.WriteLine($"{positive:0.00} {text}");
    }
}
