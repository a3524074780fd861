using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SeqGen.Benchmarks.Workloads;

namespace SeqGen.Benchmarks;

/// <content>Hands the arguments to BenchmarkDotNet, which measures inside this process.</content>
internal static partial class Kernels
{
    static partial void Start(string[] arguments) => BenchmarkSwitcher
        .FromTypes([typeof(LayerBenchmarks)])
        .Run(arguments, DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)));
}

/// <summary>An LSTM of several widths: fifty steps of a sequence, one step of a stream, a training step of eight rows.</summary>
[MemoryDiagnoser]
public class LayerBenchmarks
{
    private const int TrainingRows = 8;

    private InferCase? _infer;
    private StreamCase? _stream;
    private TrainCase? _train;

    /// <summary>Units of the layer.</summary>
    [ParamsSource(nameof(AllUnits))]
    public int Units { get; set; }

    /// <summary>The widths of the cost curves.</summary>
    public static IEnumerable<int> AllUnits => CurveModels.ByUnits.Select(model => model.Value);

    /// <summary>Creates the cases.</summary>
    [GlobalSetup]
    public void Create()
    {
        SequenceModel model = CurveModels.ByUnits.Single(model => model.Value == Units).Create(1);
        _infer = new InferCase("units", model);
        _stream = new StreamCase("units", model);
        _train = new TrainCase("units", model, TrainingRows, new RmsProp(), 1);
    }

    /// <summary>Ends the trainer's threads.</summary>
    [GlobalCleanup]
    public void End() => _train?.Dispose();

    /// <summary>A whole sequence.</summary>
    [Benchmark]
    public float Sequence() => _infer!.Run();

    /// <summary>One step.</summary>
    [Benchmark]
    public float Step() => _stream!.Run();

    /// <summary>Forward, backward, optimizer.</summary>
    [Benchmark]
    public float Training() => _train!.Run();
}
