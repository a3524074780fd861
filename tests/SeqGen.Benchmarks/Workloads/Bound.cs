using SeqGen.Benchmarks.Machine;
using SeqGen.Benchmarks.Measuring;

namespace SeqGen.Benchmarks.Workloads;

/// <summary>The least time that a run can take, and what sets it.</summary>
/// <param name="Microseconds">The time.</param>
/// <param name="Limit"><c>fma</c>, <c>l1</c>, <c>l2</c>, <c>l3</c>, <c>memory</c> or <c>chain</c>.</param>
internal sealed record Bound(double Microseconds, string Limit)
{
    private const int BatchRows = 32;

    /// <summary>The bound of a workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="kind">How it is run.</param>
    /// <param name="threads">Threads that work.</param>
    /// <param name="machine">The measured limits.</param>
    public static Bound Of(Workload workload, CaseKind kind, int threads, Ceilings machine) => kind switch
    {
        CaseKind.Infer => One(workload, machine),
        CaseKind.Stream => Step(workload, machine),
        CaseKind.Block => Operations(workload.BlockSteps * workload.Layers.Sum(l => l.MultiplyAdds), 1, machine),
        CaseKind.Batch32 => Operations(BatchRows * workload.Layers.Where(l => !l.OnlyInTraining).Sum(l => l.Steps * l.MultiplyAdds), threads, machine),
        _ => Operations(workload.TrainingBatch * workload.Layers.Sum(l => l.Steps * l.MultiplyAdds * l.TrainingProducts), threads, machine),
    };

    /// <summary>One sequence: a recurrent matrix is read once a step, any other matrix once.</summary>
    private static Bound One(Workload workload, Ceilings machine)
    {
        LayerCost[] layers = [.. workload.Layers.Where(layer => !layer.OnlyInTraining)];
        double operations = 2.0 * layers.Sum(layer => layer.Steps * layer.MultiplyAdds) / machine.Flops;
        MemoryLevel worst = layers.Select(layer => machine.LevelOf(layer.Bytes)).Max();
        double reading = layers.Sum(layer => (layer.Recurrent ? layer.Steps : 1) * machine.SecondsToRead(layer.Bytes));
        double chain = workload.Chain?.Seconds(machine, workload.Chain.Steps) ?? 0;
        return Largest(operations, reading, worst, chain);
    }

    /// <summary>One step of a stream: all matrices are read.</summary>
    private static Bound Step(Workload workload, Ceilings machine)
    {
        LayerCost[] layers = [.. workload.Layers.Where(layer => !layer.OnlyInTraining && !layer.OnceAStream)];
        double operations = 2.0 * layers.Sum(layer => layer.MultiplyAdds) / machine.Flops;
        long bytes = layers.Sum(layer => layer.Bytes);
        return Largest(operations, machine.SecondsToRead(bytes), machine.LevelOf(bytes), workload.Chain?.Seconds(machine, 1) ?? 0);
    }

    /// <summary>Many sequences share what is read: operations alone are the bound.</summary>
    private static Bound Operations(long multiplyAdds, int threads, Ceilings machine) =>
        new(2e6 * multiplyAdds / (machine.Flops * threads), "fma");

    private static Bound Largest(double operations, double reading, MemoryLevel level, double chain)
    {
        if (chain >= operations && chain >= reading)
        {
            return new(chain * 1e6, "chain");
        }

        return operations >= reading ? new(operations * 1e6, "fma") : new(reading * 1e6, level.ToString().ToLowerInvariant());
    }
}
