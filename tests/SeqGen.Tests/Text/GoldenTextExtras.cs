using System.Text.Json;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Text;

/// <summary>Checks a golden case of hashing, n-grams, Treebank tokens and windows; shared with the conformance harness by a link to this file.</summary>
internal static class GoldenTextExtras
{
    public static void CheckHashing(JsonElement golden) =>
        HashingTrick.Encode(
            golden.Text("text"),
            golden.GetProperty("n").GetInt32(),
            Enum.Parse<WordHash>(golden.Text("hash_function"), ignoreCase: true),
            golden.Text("filters"),
            golden.GetProperty("lower").GetBoolean(),
            golden.Text("split")).ShouldBe(golden.GetProperty("expected").Integers());

    public static void CheckNgrams(JsonElement golden)
    {
        var bag = NGrams.Bag(golden.GetProperty("tokens").Strings(), golden.GetProperty("n").GetInt32());
        bag.Select(run => run.Key).ShouldBe(golden.GetProperty("expected").GetProperty("ngrams").Strings());
        bag.Select(run => run.Value).ShouldBe(golden.GetProperty("expected").GetProperty("counts").Integers());
    }

    public static void CheckTreebank(JsonElement golden) =>
        TreebankTokenizer.Tokenize(golden.Text("text")).ShouldBe(golden.GetProperty("expected").Strings());

    public static void CheckWindows(JsonElement golden)
    {
        JsonElement config = golden.GetProperty("config");
        TimeseriesWindows windows = Windows(golden, config);
        int batchSize = config.OptionalInteger("batch_size") ?? 128;
        int next = 0;
        foreach (JsonElement batch in golden.GetProperty("expected").GetProperty("batches").EnumerateArray())
        {
            JsonElement[] x = [.. batch.GetProperty("x").EnumerateArray()];
            x.Length.ShouldBe(Math.Min(batchSize, windows.Count - next));
            float[] window = new float[windows.Length * windows.Features];
            for (int i = 0; i < x.Length; i++, next++)
            {
                windows.CopyWindow(next, window);
                window.ShouldBe(x[i].EnumerateArray().SelectMany(step => step.Floats()));
                if (windows.HasTargets)
                {
                    windows.Target(next).ShouldBe(batch.GetProperty("y")[i].GetSingle());
                }
            }
        }

        next.ShouldBe(windows.Count);
    }

    private static TimeseriesWindows Windows(JsonElement golden, JsonElement config)
    {
        float[][] steps = [.. golden.GetProperty("data").EnumerateArray().Select(step => step.Floats())];
        var data = new SequenceMatrix<float>([.. steps.SelectMany(step => step)], steps.Length, steps[0].Length);
        JsonElement given = golden.GetProperty("targets");
        float[]? targets = given.ValueKind == JsonValueKind.Null ? null : given.Floats();
        int rate = config.OptionalInteger("sampling_rate") ?? 1;
        int start = config.OptionalInteger("start_index") ?? 0;
        int? end = config.OptionalInteger("end_index");
        return golden.Text("function") == "TimeseriesGenerator"
            ? TimeseriesWindows.Generator(
                data, targets!, config.OptionalInteger("length")!.Value, rate, config.OptionalInteger("stride") ?? 1, start, end,
                config.TryGetProperty("reverse", out JsonElement reverse) && reverse.GetBoolean())
            : TimeseriesWindows.FromArray(
                data, targets, config.OptionalInteger("sequence_length")!.Value, config.OptionalInteger("sequence_stride") ?? 1, rate, start, end);
    }
}
