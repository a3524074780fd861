using SeqGen.Benchmarks.Machine;
using SeqGen.Benchmarks.Measuring;
using SeqGen.Benchmarks.Workloads;

namespace SeqGen.Benchmarks.Reports;

/// <summary>A measured case, ready to be printed. Times are in microseconds.</summary>
internal sealed record Figure(
    string Id, string Kind, int Threads, string Weights, double Median, double P10, double P90, double P99, Bound? Bound, double SequencesPerSecond, long AllocatedBytes)
{
    /// <summary>The median over the bound; NaN where there is no bound.</summary>
    public double Ratio => Bound is null ? double.NaN : Median / Bound.Microseconds;

    /// <summary>Takes a case's samples.</summary>
    public static Figure Of(Case item, Workload? workload, Ceilings machine) => new(
        item.Id,
        item.KindWord,
        item.Threads,
        item.Weights.ToString().ToLowerInvariant(),
        item.Times.Median,
        item.Times.Quantile(0.1),
        item.Times.Quantile(0.9),
        item.Times.Quantile(0.99),
        workload is null ? null : Bound.Of(workload, item.Kind, item.Threads, machine),
        item.Sequences * 1e6 / item.Times.Median,
        item.AllocatedBytes);
}
