using System.Text.Json;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Tests.Text;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>
/// Runs all cases of a golden file. What is run is told by what the cases hold, so that a file with another name
/// or new layers runs as well; all models of a file are one compilation.
/// </summary>
internal static class FamilyRunner
{
    /// <param name="path">A file of golden cases.</param>
    public static FamilyResult Run(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        JsonElement[] cases = [.. root.GetProperty("cases").EnumerateArray()];
        string family = root.GetProperty("family").GetString()!;
        string file = Path.GetFileNameWithoutExtension(path);
        string label = file == family ? family : $"{family} ({file})";
        if (cases.Any(golden => golden.TryGetProperty("layers", out _)))
        {
            return new(label, RunModels(cases));
        }

        Action<JsonElement, Comparison> check = family switch
        {
            "losses" => TrainingCaseRunner.Loss,
            "optimizers" => TrainingCaseRunner.Optimizer,
            "schedules" => TrainingCaseRunner.Schedule,
            "text_to_word_sequence" => (golden, _) => GoldenText.CheckWordSequence(golden),
            "pad_sequences" => (golden, _) => GoldenText.CheckPadding(golden),
            "tokenizer" => (golden, _) => GoldenText.CheckTokenizer(golden, root.GetProperty("corpora")),
            "hashing_trick" => (golden, _) => GoldenTextExtras.CheckHashing(golden),
            "ngrams" => (golden, _) => GoldenTextExtras.CheckNgrams(golden),
            "treebank" => (golden, _) => GoldenTextExtras.CheckTreebank(golden),
            "timeseries" => (golden, _) => GoldenTextExtras.CheckWindows(golden),
            _ => (_, _) => throw new NotSupportedCase($"family {family}"),
        };
        return new(label, [.. cases.Select(golden => CaseResult.Of(NameOf(golden), comparison => check(golden, comparison)))]);
    }

    private static List<CaseResult> RunModels(JsonElement[] cases)
    {
        List<PreparedCase> prepared = [.. cases.Select(Prepare)];
        CompiledModels models = CompiledModels.Compile([.. prepared.Where(golden => golden.Text is not null).Select(golden => (golden.Model, golden.Text!))]);
        return [.. prepared.Select(golden => golden.Problem ?? CaseResult.Of(golden.Name, comparison => golden.Check!(models.Create(golden.Model), comparison)))];
    }

    /// <summary>Reads a case and writes its model; whatever is not supported shows here, before anything is compiled.</summary>
    private static PreparedCase Prepare(JsonElement golden, int index)
    {
        PreparedCase prepared = new(NameOf(golden), $"Case{index}");
        CaseResult result = CaseResult.Of(prepared.Name, _ =>
        {
            if (golden.TryGetProperty("batches", out JsonElement _))
            {
                ModelCase model = ModelCase.Read(golden);
                prepared.Text = ModelCaseRunner.Write(prepared.Model, model);
                prepared.Check = (compiled, comparison) => ModelCaseRunner.Run(compiled, model, comparison);
            }
            else
            {
                LayerCase layers = LayerCase.Read(golden);
                prepared.Text = SeqnetWriter.Write(prepared.Model, layers);
                prepared.Check = (compiled, comparison) => LayerCaseRunner.Run(compiled, layers, comparison);
            }
        });
        prepared.Problem = result.Status == CaseStatus.Passed ? null : result;
        return prepared;
    }

    private static string NameOf(JsonElement golden) =>
        golden.TryGetProperty("name", out JsonElement name) ? name.GetString() ?? "" : "";

    private sealed record PreparedCase(string Name, string Model)
    {
        public string? Text { get; set; }

        public Action<SequenceModel, Comparison>? Check { get; set; }

        public CaseResult? Problem { get; set; }
    }
}
