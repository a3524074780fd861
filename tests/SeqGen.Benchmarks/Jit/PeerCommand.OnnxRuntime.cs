using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SeqGen.Benchmarks.Machine;
using SeqGen.Benchmarks.Measuring;
using SeqGen.Benchmarks.Reports;
using SeqGen.Benchmarks.Workloads;
using SeqGen.Interop;

namespace SeqGen.Benchmarks;

/// <content>Pairs each case with the same model in ONNX Runtime, requires the same outputs, then measures all of them.</content>
internal static partial class PeerCommand
{
    private const int BatchRows = 32;
    private const int ModelSeed = 7;
    private const float Tolerance = 1e-5f;
    private const string Before = "_before";
    private const string After = "_after";

    private static readonly CaseKind[] Kinds = [CaseKind.Infer, CaseKind.Batch32, CaseKind.Stream];

    static partial void Compare(Options options)
    {
        Check(options);
        List<PeerPair> pairs = [.. Compared.Where(workload => options.Wants(workload.Id)).SelectMany(workload => Pairs(workload, options)), .. PeerModels.Pairs(options)];
        if (pairs.Count == 0)
        {
            throw new ArgumentException("Nothing is left to compare: none of these workloads has one of these kinds.");
        }

        foreach (PeerPair pair in pairs)
        {
            pair.RequireAgreement(Tolerance);
        }

        double sink = Rounds.Measure([.. pairs.SelectMany(pair => new Case[] { pair.Ours, pair.Theirs })], options.Budget, static () => { });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{BuildName.Current}, {Ceilings.Isa}-bit vectors; ONNX Runtime {OrtEnv.Instance().GetVersionString()}; {pairs[0].Ours.Times.Count} and {pairs[0].Theirs.Times.Count} samples of the first line"));
        Console.WriteLine(TableReport.Pairs([.. pairs.Select(pair => ((Case)pair.Ours, (Case)pair.Theirs))]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sum of all outputs {sink:g6}"));
        pairs.ForEach(pair => pair.Dispose());
    }

    /// <summary>
    /// The workloads of one input whose outputs must be the same: not those in 16 bits or with coarse gates, and not L2, whose cells make of a
    /// difference in the last bit one in the first digit, within its 500 steps.
    /// </summary>
    private static IEnumerable<Workload> Compared => WorkloadCatalog.All.Where(workload =>
        workload.Weights == WeightFormat.Float32 && workload.Id is not ("L2" or "L4a" or "L4b") && !workload.Id.EndsWith("coarse", StringComparison.Ordinal));

    private static void Check(Options options)
    {
        if (options is not { JsonPath: null, CurvesPath: null, Emitted: true })
        {
            throw new ArgumentException("peers takes --only, --kinds, --threads and --seconds.");
        }

        if (options.Kinds.Any(kind => !Kinds.Contains(kind)))
        {
            throw new ArgumentException("ONNX Runtime's package does not train, and its streams go step by step; --kinds takes infer, batch32 and stream here.");
        }

        string[] known = [.. Compared.Select(workload => workload.Id), .. PeerModels.Ids];
        if (options.Only.FirstOrDefault(id => !known.Contains(id, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new ArgumentException($"'{unknown}' is not compared with ONNX Runtime: there are {string.Join(", ", known)}.");
        }
    }

    private static IEnumerable<PeerPair> Pairs(Workload workload, Options options)
    {
        SequenceModel model = workload.Create(ModelSeed).WithRandomBiases(ModelSeed);
        foreach (CaseKind kind in Kinds.Where(kind => options.Wants(kind) && (kind == CaseKind.Stream ? workload.Streams : workload.Sequences)))
        {
            InferenceCase ours = kind switch
            {
                CaseKind.Infer => new InferCase(workload.Id, model),
                CaseKind.Batch32 => new BatchCase(workload.Id, model, BatchRows, options.Threads),
                _ => new StreamCase(workload.Id, model),
            };
            using MemoryStream file = new();
            OnnxExported written = model.ExportOnnx(file, new() { Stream = kind == CaseKind.Stream });
            string[] states = [.. written.Inputs.Select(input => input.Name).Where(name => name.EndsWith(Before, StringComparison.Ordinal))];
            yield return new(ours, new OnnxCase(ours, file.ToArray(), states.ToDictionary(state => state, state => state[..^Before.Length] + After)));
        }
    }
}

/// <summary>A case and its peer.</summary>
internal sealed record PeerPair(InferenceCase Ours, OnnxCase Theirs) : IDisposable
{
    /// <summary>Runs both through all inputs, and requires the same outputs.</summary>
    /// <param name="tolerance">The largest difference, relative to the largest output of all runs.</param>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public void RequireAgreement(float tolerance)
    {
        float scale = 0;
        float largest = 0;
        for (int run = 0; run < Ours.Variety; run++)
        {
            Ours.Run();
            Theirs.Run();
            for (int i = 0; i < Theirs.Output.Length; i++)
            {
                scale = MathF.Max(scale, MathF.Abs(Theirs.Output[i]));
                largest = MathF.Max(largest, MathF.Abs(Ours.Output[i] - Theirs.Output[i]));
            }
        }

        if (!(largest <= tolerance * scale))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{Ours.Id} {Ours.KindWord}: ONNX Runtime computes something else, by {largest:g3} where the largest output is {scale:g3}."));
        }
    }

    public void Dispose()
    {
        (Ours as IDisposable)?.Dispose();
        Theirs.Dispose();
    }
}
