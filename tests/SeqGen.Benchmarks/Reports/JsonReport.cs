using System.Text.Json;
using SeqGen.Benchmarks.Machine;

namespace SeqGen.Benchmarks.Reports;

/// <summary>The figures as JSON, for scripts that compare builds and peers.</summary>
internal static class JsonReport
{
    private const double Giga = 1e9;

    /// <summary>Writes the file.</summary>
    public static void Write(string path, Ceilings machine, IReadOnlyList<Figure> figures, IReadOnlyList<(string Id, EmittedSize Size)> sizes)
    {
        using FileStream stream = File.Create(path);
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        WriteMachine(json, machine);
        json.WriteString("build", BuildName.Current);
        json.WriteStartArray("workloads");
        foreach (Figure figure in figures)
        {
            WriteFigure(json, figure);
        }

        json.WriteEndArray();
        json.WriteStartArray("emitted");
        foreach ((string id, EmittedSize size) in sizes)
        {
            WriteSize(json, id, size);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMachine(Utf8JsonWriter json, Ceilings machine)
    {
        json.WriteStartObject("machine");
        json.WriteNumber("fma_gflops", Round(machine.Flops / Giga));
        json.WriteNumber("l1_gbs", Round(machine.Bandwidth(MemoryLevel.L1) / Giga));
        json.WriteNumber("l2_gbs", Round(machine.Bandwidth(MemoryLevel.L2) / Giga));
        json.WriteNumber("l3_gbs", Round(machine.Bandwidth(MemoryLevel.L3) / Giga));
        json.WriteNumber("memory_gbs", Round(machine.Bandwidth(MemoryLevel.Memory) / Giga));
        json.WriteNumber("clock_ghz", Round(machine.Hertz / Giga));
        json.WriteString("isa", Ceilings.Isa);
        json.WriteEndObject();
    }

    private static void WriteFigure(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("id", figure.Id);
        json.WriteString("kind", figure.Kind);
        json.WriteNumber("threads", figure.Threads);
        json.WriteString("weights", figure.Weights);
        json.WriteNumber("median_us", Round(figure.Median));
        json.WriteNumber("p10_us", Round(figure.P10));
        json.WriteNumber("p90_us", Round(figure.P90));
        json.WriteNumber("p99_us", Round(figure.P99));
        if (figure.Bound is { } bound)
        {
            json.WriteNumber("bound_us", Round(bound.Microseconds));
            json.WriteString("bound", bound.Limit);
        }

        json.WriteNumber("allocated_bytes", figure.AllocatedBytes);
        json.WriteEndObject();
    }

    private static void WriteSize(Utf8JsonWriter json, string id, EmittedSize size)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteNumber("lines", size.Lines);
        json.WriteNumber("source_bytes", size.Bytes);
        json.WriteNumber("assembly_bytes", size.IlBytes);
        json.WriteNumber("generate_ms", Round(size.GenerateMilliseconds));
        json.WriteNumber("compile_ms", Round(size.CompileMilliseconds));
        json.WriteEndObject();
    }

    private static double Round(double value) => Math.Round(value, 4);
}
