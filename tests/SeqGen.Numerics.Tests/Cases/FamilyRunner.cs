using System.Globalization;
using System.Text.Json;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Tests.Text;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>
/// Runs all cases of a golden file, those with a model in every vector width of the machine. What is run follows from what
/// the cases hold; a family that the harness does not know is run as far as that goes, and does not pass.
/// </summary>
internal static class FamilyRunner
{
    /// <summary>The name of the kernels for ARM64.</summary>
    public const string Neon = "neon";

    /// <summary>In a quick run a narrower width takes one of so many cases.</summary>
    private const int QuickShare = 3;

    private const string Format = "seqgen-golden-1";

    /// <param name="path">A file of golden cases.</param>
    /// <param name="targets">What kernels to run, as <c>SeqGenVectorBits</c> names it; all vector widths that the machine has where none is given.</param>
    public static FamilyResult Run(string path, params IReadOnlyList<string> targets)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        JsonElement[] cases = [.. root.GetProperty("cases").EnumerateArray()];
        string family = root.GetProperty("family").GetString()!;
        string file = Path.GetFileNameWithoutExtension(path);
        string label = file == family ? family : $"{family} ({file})";
        bool hasModels = cases.Any(golden => golden.TryGetProperty("layers", out _));
        CaseResult[] whole = [CaseResult.Of("the file", comparison => CheckFile(root, family, cases, comparison))];
        IEnumerable<CaseResult> results = hasModels
            ? RunModels(cases, targets.Count > 0 ? targets : [.. VectorWidths.OfMachine.Select(bits => $"{bits}")])
            : cases.Select(golden => CaseResult.Of(NameOf(golden), comparison => RunOther(root, family, golden, comparison)));
        return new(label, [.. whole.Where(result => result.Status != CaseStatus.Passed), .. results])
        {
            Widths = hasModels ? VectorWidths.Text : "",
        };
    }

    /// <summary>What must hold of a file: its format, its family, and cases that can be told apart.</summary>
    private static void CheckFile(JsonElement root, string family, JsonElement[] cases, Comparison comparison)
    {
        GoldenKeys.RequireKnown(root, "the file", "format", "family", "cases", "corpora", "note", "reference");
        if (root.GetProperty("format").GetString() != Format)
        {
            throw new NotSupportedCase($"format {root.GetProperty("format")}");
        }

        if (!GoldenKeys.IsKnownFamily(family))
        {
            throw new NotSupportedCase($"family {family}");
        }

        if (cases.Length == 0)
        {
            comparison.Fail("the file has no cases");
        }

        foreach (IGrouping<string, JsonElement> same in cases.GroupBy(NameOf).Where(group => group.Count() > 1 || group.Key.Length == 0))
        {
            comparison.Fail($"{same.Count()} cases are called '{same.Key}'");
        }
    }

    private static void RunOther(JsonElement root, string family, JsonElement golden, Comparison comparison)
    {
        GoldenKeys.RequireKnown(family, golden);
        Action<JsonElement, Comparison> check = family switch
        {
            "losses" => TrainingCaseRunner.Loss,
            "optimizers" => TrainingCaseRunner.Optimizer,
            "schedules" => TrainingCaseRunner.Schedule,
            "text_to_word_sequence" => (element, _) => GoldenText.CheckWordSequence(element),
            "pad_sequences" => (element, _) => GoldenText.CheckPadding(element),
            "tokenizer" => (element, _) => GoldenText.CheckTokenizer(element, root.GetProperty("corpora")),
            "hashing_trick" => (element, _) => GoldenTextExtras.CheckHashing(element),
            "ngrams" => (element, _) => GoldenTextExtras.CheckNgrams(element),
            "treebank" => (element, _) => GoldenTextExtras.CheckTreebank(element),
            "timeseries" => (element, _) => GoldenTextExtras.CheckWindows(element),
            _ => throw new NotSupportedCase($"family {family} without layers"),
        };
        check(golden, comparison);
    }

    private static IEnumerable<CaseResult> RunModels(JsonElement[] cases, IReadOnlyList<string> targets)
    {
        List<PreparedCase> prepared = [.. cases.Select(Prepare)];
        List<(int Bits, CaseResult Result)>[] results = [.. prepared.Select(_ => new List<(int, CaseResult)>())];
        for (int place = 0; place < targets.Count; place++)
        {
            string target = targets[place];
            int bits = target == Neon ? 128 : int.Parse(target, CultureInfo.InvariantCulture);
            int[] taken = [.. Enumerable.Range(0, prepared.Count).Where(i => place == 0 || !VectorWidths.IsQuick || i % QuickShare == place % QuickShare)];
            CompiledModels models = CompiledModels.Compile([.. taken.Select(i => prepared[i]).Where(golden => golden.Problem is null).Select(golden => (golden.Model, golden.Text!))], target);
            foreach (int i in taken)
            {
                PreparedCase golden = prepared[i];
                results[i].Add((bits, golden.Problem ?? CaseResult.Of(golden.Name, comparison => Check(models.Create(golden.Model), golden, bits, comparison))));
            }
        }

        return results.Select(CaseResult.OfAll);
    }

    private static void Check(SequenceModel model, PreparedCase golden, int bits, Comparison comparison)
    {
        if (model.VectorBits != bits)
        {
            comparison.Fail($"the model runs {model.VectorBits} bits");
            return;
        }

        golden.Check!(model, comparison);
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
