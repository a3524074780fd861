using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Verification;

namespace SeqGen.Generator.Testing;

/// <summary>A model whose programs run in the interpreter: its methods for a target, and its weights as they are and packed.</summary>
internal sealed class InterpretedModel
{
    /// <summary>The methods of a plan for each target: they are made once, however often the model runs.</summary>
    private static readonly ConditionalWeakTable<NetworkPlan, ConcurrentDictionary<Target, IReadOnlyDictionary<string, LayerMethod>>> Methods = [];

    private readonly IReadOnlyDictionary<string, LayerMethod> _methods;

    /// <param name="plan">The plan.</param>
    /// <param name="target">The target that the kernels are scheduled for.</param>
    public InterpretedModel(NetworkPlan plan, Target target)
    {
        Plan = plan;
        Target = target;
        _methods = Methods.GetValue(plan, _ => []).GetOrAdd(target, _ =>
        {
            MathCalls math = new(plan.Spec.Options.Gates);
            return plan.Programs.SelectMany(program => LayerMethod.Of(program, target, math)).ToDictionary(method => method.Name);
        });
        Weights = new("weights", plan.WeightLength, plan.Weights.Select(weight => (weight.Name, (long)weight.Offset)));
        PackedForInference = MemoryOf(plan.InferenceWeights);
        PackedForTraining = MemoryOf(plan.TrainingWeights);
    }

    public NetworkPlan Plan { get; }

    public Target Target { get; }

    public Memory Weights { get; }

    public Memory PackedForInference { get; }

    public Memory PackedForTraining { get; }

    /// <summary>What becomes of each method before it runs; null for nothing.</summary>
    public Func<LayerMethod, LayerMethod>? Change { get; set; }

    /// <summary>A method by its name.</summary>
    public LayerMethod Method(string name) => Change is { } change ? change(_methods[name]) : _methods[name];

    /// <summary>Gives the model a weight.</summary>
    public void SetWeight(string name, ReadOnlySpan<double> values) => Weights.Write(Plan.Weights.Single(weight => weight.Name == name).Offset, values);

    /// <summary>Packs the weights as they are now.</summary>
    public void Pack()
    {
        Run(Plan.InferenceWeights, Plan.One, new() { [BufferKind.Weights] = new(Weights, 0), [BufferKind.Packed] = new(PackedForInference, 0) });
        Run(Plan.TrainingWeights, Plan.Train, new() { [BufferKind.Weights] = new(Weights, 0), [BufferKind.Packed] = new(PackedForTraining, 0) });
    }

    /// <summary>Adds a packed gradient to one in Keras' layout.</summary>
    public void Unpack(Memory gradient, Memory weightGradient) =>
        Run(Plan.Gradients, Plan.Train, new() { [BufferKind.Gradient] = new(gradient, 0), [BufferKind.WeightGradient] = new(weightGradient, 0) });

    /// <summary>A buffer of packed matrices, all zero.</summary>
    public static Memory MemoryOf(PackedPlan packed) =>
        new(packed.Name, packed.Length, packed.Entries.Select(entry => (entry.Matrix.Name, (long)entry.Offset)));

    private void Run(PackedPlan packed, ProgramPlan program, Dictionary<BufferKind, Place> buffers)
    {
        Regions regions = new(Plan, program);
        foreach ((_, _, _, IReadOnlyList<Statement> steps) in packed.Entries)
        {
            new KernelInterpreter(regions, Target.Lanes, buffers).Run(steps);
        }
    }
}

/// <summary>The values of some sequences, row after row, as programs get them.</summary>
/// <param name="Tokens">Tokens of all token inputs of a row.</param>
/// <param name="Features">The same of features.</param>
/// <param name="Mask">The same of masks.</param>
internal sealed record InterpretedInputs(Memory Tokens, Memory Features, Memory Mask)
{
    /// <summary>The values, and zeros in the rows that are left.</summary>
    /// <param name="plan">The model's plan.</param>
    /// <param name="rows">Rows, those that are left included.</param>
    /// <param name="tokens">The tokens of the rows in use.</param>
    /// <param name="features">The same of features.</param>
    /// <param name="mask">The same of masks.</param>
    public static InterpretedInputs Of(NetworkPlan plan, int rows, double[] tokens, double[] features, double[] mask)
    {
        Memory Values(BufferKind kind, double[] values)
        {
            Memory memory = new($"{kind}", rows * plan.RowLength(kind));
            memory.Write(0, values);
            return memory;
        }

        return new(Values(BufferKind.Tokens, tokens), Values(BufferKind.Features, features), Values(BufferKind.Mask, mask));
    }

    /// <summary>One step of the last input, and nothing of any other.</summary>
    public static InterpretedInputs OfStep(double[] values, bool hasTokens)
    {
        Memory step = new("step", values.Length);
        step.Write(0, values);
        Memory none = new("no input", 0);
        return hasTokens ? new(step, none, none) : new(none, step, none);
    }
}
