using System.Globalization;
using SeqGen.Benchmarks.Machine;
using SeqGen.Benchmarks.Measuring;
using SeqGen.Benchmarks.Reports;
using SeqGen.Benchmarks.Workloads;

namespace SeqGen.Benchmarks;

/// <summary>The command <c>workloads</c>: ceilings, rounds, table, files.</summary>
internal static class WorkloadCommand
{
    private const int BatchRows = 32;
    private const int ModelSeed = 7;
    private const float OrdinaryGradient = 1;
    private const float VanishingGradient = 1e-33f;

    /// <summary>Measures and reports.</summary>
    public static void Run(Options options)
    {
        Ceilings machine = new();
        machine.Measure(withMemory: true);
        Console.WriteLine(TableReport.Machine(machine));

        List<Workload> workloads = [.. WorkloadCatalog.All.Where(workload => options.Wants(workload.Id))];
        List<Case> cases = [.. workloads.SelectMany(workload => CasesOf(workload, options))];
        if (options.Wants("vanish") && options.Wants(CaseKind.Train))
        {
            cases.Add(new GradientCase("steady", NewModel(Find("W2")), OrdinaryGradient));
            cases.Add(new GradientCase("vanish", NewModel(Find("W2")), VanishingGradient));
        }

        if (options.Wants("inputs") && options.Wants(CaseKind.Stream))
        {
            cases.AddRange(InputCase.All(ModelSeed));
        }

        double sink = Rounds.Measure(cases, options.Budget, () => machine.Measure(withMemory: false));
        List<Figure> figures = [.. cases.Select(item => Figure.Of(item, workloads.Find(workload => workload.Id == item.Id && workload.Weights == item.Weights), machine))];
        Console.WriteLine(TableReport.Machine(machine));
        Console.WriteLine(TableReport.Figures(figures));
        IReadOnlyList<(string Id, EmittedSize Size)> sizes = options.Emitted ? EmittedSizes(workloads) : [];
        if (sizes.Count > 0)
        {
            Console.WriteLine(TableReport.Sizes(sizes));
        }

        if (options.JsonPath is { } json)
        {
            JsonReport.Write(json, machine, figures, sizes);
        }

        if (options.CurvesPath is { } curves)
        {
            CurveReport.Write(curves, CurveCases.Measure(options.Budget / 3), TableReport.Machine(machine) + TableReport.Figures(figures));
        }

        foreach (IDisposable item in cases.OfType<IDisposable>())
        {
            item.Dispose();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sum of all outputs {sink:g6}"));
    }

    private static IEnumerable<Case> CasesOf(Workload workload, Options options)
    {
        SequenceModel model = NewModel(workload);
        if (workload.Sequences && options.Wants(CaseKind.Infer))
        {
            yield return new InferCase(workload.Id, model) { Weights = workload.Weights };
        }

        if (workload.Sequences && options.Wants(CaseKind.Batch32))
        {
            yield return new BatchCase(workload.Id, model, BatchRows, options.Threads) { Weights = workload.Weights };
        }

        if (workload.Streams && options.Wants(CaseKind.Stream))
        {
            yield return new StreamCase(workload.Id, model) { Weights = workload.Weights };
        }

        if (workload.BlockSteps > 0 && options.Wants(CaseKind.Block))
        {
            yield return new BlockCase(workload.Id, model, workload.BlockSteps) { Weights = workload.Weights };
        }

        if (workload.TrainingBatch > 0 && options.Wants(CaseKind.Train))
        {
            yield return new TrainCase(workload.Id, NewModel(workload), workload.TrainingBatch, workload.Optimizer!(), options.Threads);
        }
    }

    private static SequenceModel NewModel(Workload workload) => workload.Create(ModelSeed).WithRandomBiases(ModelSeed);

    private static Workload Find(string id) => WorkloadCatalog.All.First(workload => workload.Id == id);

    private static IReadOnlyList<(string Id, EmittedSize Size)> EmittedSizes(List<Workload> workloads)
    {
        List<(string, EmittedSize)> sizes = [];
        foreach (string declaration in workloads.Select(workload => workload.Declaration).Distinct())
        {
            if (EmittedCode.Measure(declaration) is { } size)
            {
                sizes.Add((Path.GetFileNameWithoutExtension(declaration), size));
            }
        }

        return sizes;
    }
}
