using System.Text.Json.Serialization;
using TEMPLATE_NAMESPACE;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));

// One model for all requests: predicting is safe on any number of threads, and each thread has a workspace of its own. What changes weights
// is not, so a new model takes the place of the old one as a whole.
builder.Services.AddSingleton(LoadOrTrain(Path.Combine(builder.Environment.ContentRootPath, "model")));

WebApplication app = builder.Build();
app.MapGet("/sentiment", (string text, SentimentClassifier classifier) => new Sentiment(text, classifier.Predict(text)));
app.MapPost("/sentiment", (string[] texts, SentimentClassifier classifier) => texts.Select(text => new Sentiment(text, classifier.Predict(text))).ToArray());
app.Run();

// A service has a trained model. This one trains a small one when there is none, so that it answers at once.
static SentimentClassifier LoadOrTrain(string folder)
{
    if (SentimentClassifier.IsIn(folder))
    {
        return SentimentClassifier.Load(folder);
    }

    SentimentClassifier classifier = SentimentClassifier.Train(
        ["a wonderful film", "a dull film", "great acting in a lovely story", "terrible acting in a dull story"],
        labels: [1, 0, 1, 0],
        epochs: 60);
    classifier.Save(folder);
    return classifier;
}

internal sealed record Sentiment(string Text, float Positive);

[JsonSerializable(typeof(Sentiment[]))]
[JsonSerializable(typeof(string[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ApiJson : JsonSerializerContext;
