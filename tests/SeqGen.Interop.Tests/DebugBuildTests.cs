using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using SeqGen.Interop.Declarations;

namespace SeqGen.Interop.Tests;

/// <summary>Kernels of an assembly that was built for debugging.</summary>
public sealed class DebugBuildTests : IDisposable
{
    private static readonly (string, string)[] Declarations =
    [
        ("First", "model First\nfeatures length=9 size=3\nlstm 8\ndense 1 sigmoid\nloss binary_crossentropy\n"),
        ("Second", "model Second\ntokens length=9 vocabulary=30\nembedding 8\ngru 8\ndense 1\nloss mean_squared_error\n"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-debug-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Kernels_run_optimised_and_the_rest_stays_as_it_was_built()
    {
        IReadOnlyList<SequenceModel> models = LoadFromFile(out Assembly assembly);
        foreach (SequenceModel model in models)
        {
            Assembly kernels = model.Program.GetType().Assembly;
            kernels.ShouldNotBeSameAs(assembly);
            kernels.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled.ShouldBeFalse();
            model.GetType().Assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled.ShouldBeTrue();
        }

        models[1].Program.GetType().Assembly.ShouldBeSameAs(models[0].Program.GetType().Assembly);
    }

    [Fact]
    public void They_train_to_the_same_bits_as_those_of_a_release_build()
    {
        float[] release = Train(ModelCompiler.Compile(Declarations)[0]);
        Train(LoadFromFile(out _)[0]).ShouldBe(release);
    }

    [Fact]
    public void An_assembly_without_a_file_keeps_its_kernels_and_training_says_that_it_is_slow()
    {
        using MemoryStream image = ModelCompiler.Build(Declarations, OptimizationLevel.Debug);
        Assembly assembly = new AssemblyLoadContext("memory", isCollectible: true).LoadFromStream(image);
        SequenceModel model = ModelCompiler.Models(assembly, Declarations)[0];
        model.Program.GetType().Assembly.ShouldBeSameAs(assembly);
        TextWriter before = Console.Error;
        using StringWriter errors = new();
        try
        {
            Console.SetError(errors);
            Train(model);
            Train(model);
        }
        finally
        {
            Console.SetError(before);
        }

        errors.ToString().Split("built without optimisation").Length.ShouldBe(2);
    }

    private IReadOnlyList<SequenceModel> LoadFromFile(out Assembly assembly)
    {
        string path = Path.Combine(_folder, "Models.dll");
        using (FileStream file = File.Create(path))
        {
            using MemoryStream image = ModelCompiler.Build(Declarations, OptimizationLevel.Debug);
            image.CopyTo(file);
        }

        assembly = new AssemblyLoadContext("debug", isCollectible: true).LoadFromAssemblyPath(path);
        return ModelCompiler.Models(assembly, Declarations);
    }

    private static float[] Train(SequenceModel model)
    {
        float[] features = [.. Enumerable.Range(0, 4 * 9 * 3).Select(i => MathF.Sin(i))];
        Dataset data = Dataset.FromFeatures(features, 9 * 3, labels: [0, 1, 0, 1]);
        model.Fit(data, new FitOptions { Epochs = 3, BatchSize = 2 });
        return [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))];
    }
}
