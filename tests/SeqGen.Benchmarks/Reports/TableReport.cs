using System.Globalization;
using System.Text;
using SeqGen.Benchmarks.Machine;
using SeqGen.Benchmarks.Measuring;

namespace SeqGen.Benchmarks.Reports;

/// <summary>Plain text tables.</summary>
internal static class TableReport
{
    private const double Giga = 1e9;

    /// <summary>The machine's limits.</summary>
    public static string Machine(Ceilings machine) => string.Create(CultureInfo.InvariantCulture, $"""
        {BuildName.Current}, {Ceilings.Isa}-bit vectors, clock {machine.Hertz / Giga:f2} GHz, multiply-adds {machine.Flops / Giga:f0} (best {machine.BestFlops / Giga:f0}) GFLOP/s
        reading GB/s: L1 {machine.Bandwidth(MemoryLevel.L1) / Giga:f0}, L2 {machine.Bandwidth(MemoryLevel.L2) / Giga:f0}, L3 {machine.Bandwidth(MemoryLevel.L3) / Giga:f1}, memory {machine.Bandwidth(MemoryLevel.Memory) / Giga:f1}

        """);

    /// <summary>All figures, one a line.</summary>
    public static string Figures(IReadOnlyList<Figure> figures)
    {
        StringBuilder text = new();
        text.AppendLine("id      kind     threads weights     median us       p10       p90       p99     bound us        ratio   sequences/s  allocated");
        foreach (Figure figure in figures)
        {
            string bound = figure.Bound is { } b ? string.Create(CultureInfo.InvariantCulture, $"{Number(b.Microseconds),10} {b.Limit,-6}{figure.Ratio,8:f2}") : $"{"-",10} {"",-6}{"-",8}";
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{figure.Id,-7} {figure.Kind,-8} {figure.Threads,7} {figure.Weights,-8} {Number(figure.Median),12} {Number(figure.P10),9} {Number(figure.P90),9} {Number(figure.P99),9} {bound} {figure.SequencesPerSecond,13:f0} {figure.AllocatedBytes,10}"));
        }

        return text.ToString();
    }

    /// <summary>Cases beside a peer's, one pair a line; ratios are ours to theirs.</summary>
    public static string Pairs(IReadOnlyList<(Case Ours, Case Theirs)> pairs)
    {
        StringBuilder text = new();
        text.AppendLine("id      kind     threads   SeqGen us p10    median     peer us p10    median   ratio p10  median");
        foreach ((Case ours, Case theirs) in pairs)
        {
            (double p10, double peer) = (ours.Times.Quantile(0.1), theirs.Times.Quantile(0.1));
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{ours.Id,-7} {ours.KindWord,-8} {ours.Threads,7} {Number(p10),15} {Number(ours.Times.Median),9} {Number(peer),15} {Number(theirs.Times.Median),9} {p10 / peer,11:f2} {ours.Times.Median / theirs.Times.Median,7:f2}"));
        }

        return text.ToString();
    }

    /// <summary>Emitted code, one workload a line.</summary>
    public static string Sizes(IReadOnlyList<(string Id, EmittedSize Size)> sizes)
    {
        StringBuilder text = new();
        text.AppendLine("id             lines   source bytes   assembly bytes   generator ms   compiler ms");
        foreach ((string id, EmittedSize size) in sizes)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{id,-12} {size.Lines,7} {size.Bytes,14} {size.IlBytes,16} {size.GenerateMilliseconds,14:f0} {size.CompileMilliseconds,13:f0}"));
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString(value < 10 ? "f3" : value < 1000 ? "f1" : "f0", CultureInfo.InvariantCulture);
}
