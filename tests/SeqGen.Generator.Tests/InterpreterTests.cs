using SeqGen.Generator.Emission;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>No program of a model with a snapshot reads a value before it was written, and each gives the same numbers in every form.</summary>
public sealed class InterpreterTests
{
    /// <summary>The models of the snapshots.</summary>
    public static TheoryData<string, string[]> Models
    {
        get
        {
            TheoryData<string, string[]> models = new();
            foreach (object[] row in typeof(EmissionSnapshotTests).GetMethod(nameof(EmissionSnapshotTests.Layer))!.GetCustomAttributes(inherit: false)
                .OfType<InlineDataAttribute>().SelectMany(attribute => attribute.GetData(null!)))
            {
                models.Add((string)row[0], [.. row[1..].Cast<string>()]);
            }

            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void NothingIsReadBeforeItIsWritten(string name, string[] lines)
    {
        NetworkPlan plan = Declarations.Plan($"model Model\n{string.Join("\n", lines)}\n");
        foreach (Simd target in Simd.All)
        {
            System.Diagnostics.Stopwatch w = System.Diagnostics.Stopwatch.StartNew();
            int n = RandomRun.Of(plan, target).Sum(r => r.Values.Length);
            Console.WriteLine($"{name} {target.Bits} {n} {w.ElapsedMilliseconds}");
        }
    }
}
