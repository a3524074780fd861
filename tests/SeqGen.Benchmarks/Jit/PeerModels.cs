using SeqGen.Benchmarks.Measuring;
using SeqGen.Benchmarks.Workloads;
using SeqGen.Interop;

namespace SeqGen.Benchmarks;

/// <summary>Trained models that people run with ONNX Runtime: it takes the file itself, SeqGen what it imports from it.</summary>
internal static class PeerModels
{
    private const string Variable = "SEQGEN_MODELS";

    private static readonly PeerModel[] All =
    [
        // A call hears 512 samples, and 64 before them.
        new("silero", "silero-vad/silero_vad_16k_op15.onnx", 576, CaseKind.Infer, "state", "stateN") { Constants = new Dictionary<string, long> { ["sr"] = 16_000 } },
        new("dtln1", "dtln/model_1.onnx", 1, CaseKind.Stream, "input_3", "tf_op_layer_stack_2"),
        new("dtln2", "dtln/model_2.onnx", 1, CaseKind.Stream, "input_5", "tf_op_layer_stack_5"),
    ];

    /// <summary>The names for the command line.</summary>
    public static IEnumerable<string> Ids => All.Select(model => model.Id);

    /// <summary>A pair for each model that is wanted and there; says which are not there.</summary>
    public static IEnumerable<PeerPair> Pairs(Options options)
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        foreach (PeerModel known in All.Where(model => options.Wants(model.Id) && options.Wants(model.Kind)))
        {
            string path = Path.Combine(folder ?? "", known.File);
            if (string.IsNullOrEmpty(folder) || !File.Exists(path))
            {
                Console.WriteLine($"{known.Id} is left out: the environment variable {Variable} names no folder with {known.File}.");
                continue;
            }

            SequenceModel model = ModelImport.Read(path, new() { Length = known.Length }).Compile();
            InferenceCase ours = known.Kind == CaseKind.Stream ? new StreamCase(known.Id, model) : new InferCase(known.Id, model);
            yield return new(ours, new OnnxCase(ours, File.ReadAllBytes(path), new Dictionary<string, string> { [known.StateBefore] = known.StateAfter }, known.Constants));
        }
    }

    private sealed record PeerModel(string Id, string File, int Length, CaseKind Kind, string StateBefore, string StateAfter)
    {
        public IReadOnlyDictionary<string, long>? Constants { get; init; }
    }
}
