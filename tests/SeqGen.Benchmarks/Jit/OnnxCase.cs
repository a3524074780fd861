using Microsoft.ML.OnnxRuntime;
using SeqGen.Benchmarks.Measuring;

namespace SeqGen.Benchmarks;

/// <summary>
/// The inputs of another case through ONNX Runtime, in the way that costs it least: all memory is bound once, so that a run is one call
/// and copies nothing. Of a stream, each state is written where the next run reads it: there are two of each, in turn.
/// </summary>
internal sealed class OnnxCase : Case, IDisposable
{
    private const int StateCopies = 2;

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly List<OrtIoBinding> _bindings = [];
    private readonly List<OrtValue> _values = [];
    private readonly float[] _output;
    private int _next;

    /// <summary>Loads a model.</summary>
    /// <param name="ours">The case whose inputs it takes.</param>
    /// <param name="file">The model.</param>
    /// <param name="states">Which output is the next value of an input.</param>
    /// <param name="constants">Inputs that never change.</param>
    /// <exception cref="ArgumentException">The variety of inputs is odd, so that the copies of a state do not come out.</exception>
    public OnnxCase(InferenceCase ours, byte[] file, IReadOnlyDictionary<string, string> states, IReadOnlyDictionary<string, long>? constants = null)
        : base(ours.Id, ours.Kind, ours.Threads, ours.Sequences)
    {
        if (states.Count > 0 && ours.Variety % StateCopies != 0)
        {
            throw new ArgumentException($"{ours.Id} has {ours.Variety} inputs, and a state needs an even number of them.");
        }

        using SessionOptions session = new()
        {
            IntraOpNumThreads = ours.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(file, session);
        _output = new float[ours.Output.Length];
        string input = _session.InputNames.Single(name => !states.ContainsKey(name) && constants?.ContainsKey(name) != true);
        string output = _session.OutputNames.Single(name => !states.Values.Contains(name));
        OrtValue result = Value(_output, _session.OutputMetadata[output]);
        Dictionary<string, OrtValue> scalars = (constants ?? new Dictionary<string, long>()).ToDictionary(constant => constant.Key, constant => Value<long>([constant.Value], []));
        Dictionary<string, OrtValue[]> copies = states.Keys.ToDictionary(state => state, state => Copies(_session.InputMetadata[state]));
        for (int run = 0; run < ours.Variety; run++)
        {
            OrtIoBinding binding = _session.CreateIoBinding();
            _bindings.Add(binding);
            binding.BindInput(input, ours.Tokens.IsEmpty
                ? Value(Part(ours.Features, run, ours.Variety), _session.InputMetadata[input])
                : Value(Array.ConvertAll(Part(ours.Tokens, run, ours.Variety), token => (long)token), _session.InputMetadata[input]));
            binding.BindOutput(output, result);
            foreach ((string name, OrtValue value) in scalars)
            {
                binding.BindInput(name, value);
            }

            foreach ((string before, string after) in states)
            {
                binding.BindInput(before, copies[before][run % StateCopies]);
                binding.BindOutput(after, copies[before][(run + 1) % StateCopies]);
            }
        }
    }

    /// <summary>The outputs of the last run.</summary>
    public ReadOnlySpan<float> Output => _output;

    public override float Run()
    {
        _next = (_next + 1) % _bindings.Count;
        _session.RunWithBinding(_options, _bindings[_next]);
        return _output[0];
    }

    public void Dispose()
    {
        _bindings.ForEach(binding => binding.Dispose());
        _values.ForEach(value => value.Dispose());
        _options.Dispose();
        _session.Dispose();
    }

    /// <summary>Zeros of a state's shape, whose open extents are the one row of a stream.</summary>
    private OrtValue[] Copies(NodeMetadata state)
    {
        long[] shape = [.. state.Dimensions.Select(extent => (long)Math.Abs(extent))];
        return [.. Enumerable.Range(0, StateCopies).Select(_ => Value(new float[shape.Aggregate(1L, (product, extent) => product * extent)], shape))];
    }

    /// <summary>Values in a graph's shape: the last extent that is open takes all of them, others before it are 1.</summary>
    private OrtValue Value<T>(T[] values, NodeMetadata tensor)
        where T : unmanaged
    {
        long[] shape = [.. tensor.Dimensions.Select(extent => (long)Math.Abs(extent))];
        if (Array.FindLastIndex(tensor.Dimensions, extent => extent < 0) is int open and >= 0)
        {
            shape[open] = values.Length / shape.Aggregate(1L, (product, extent) => product * extent);
        }

        return Value(values, shape);
    }

    private OrtValue Value<T>(T[] values, long[] shape)
        where T : unmanaged
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(values, shape);
        _values.Add(value);
        return value;
    }

    private static T[] Part<T>(ReadOnlySpan<T> values, int run, int variety) => values.Slice(values.Length / variety * run, values.Length / variety).ToArray();
}
