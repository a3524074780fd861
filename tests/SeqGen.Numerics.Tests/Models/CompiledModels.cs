using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using SeqGen.Generator.Testing;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// Many models in one compilation: one .seqnet file each, one run of the generator, one assembly. A model that the
/// generator refuses, or whose code does not compile, does not keep the others from running.
/// </summary>
internal sealed class CompiledModels
{
    private readonly Dictionary<string, string> _problems = [];
    private readonly Dictionary<string, Type> _types = [];

    private readonly string? _vectorBits;

    private CompiledModels(string? vectorBits) => _vectorBits = vectorBits;

    /// <summary>The assembly's image.</summary>
    public byte[] Image { get; private set; } = [];

    /// <summary>Compiles models.</summary>
    /// <param name="models">The name of each model's class and its .seqnet text.</param>
    /// <param name="target">What kernels are for, as <c>SeqGenVectorBits</c> names it, whatever else the machine has.</param>
    public static CompiledModels Compile(IReadOnlyList<(string Name, string Text)> models, string target)
    {
        CompiledModels compiled = new(target);
        compiled.Add(models);
        return compiled;
    }

    /// <summary>Compiles models.</summary>
    /// <param name="models">The name of each model's class and its .seqnet text.</param>
    /// <param name="allWidths">
    /// True for the code of every vector width. The width that this machine runs takes a third of the time and is enough
    /// where the widths are not compared.
    /// </param>
    public static CompiledModels Compile(IReadOnlyList<(string Name, string Text)> models, bool allWidths = false)
    {
        CompiledModels compiled = new(allWidths ? null : VectorWidths.OfMachine[0].ToString(CultureInfo.InvariantCulture));
        compiled.Add(models);
        return compiled;
    }

    /// <summary>Loads an image into a context that can be unloaded.</summary>
    public static Assembly Load(byte[] image)
    {
        using MemoryStream stream = new(image);
        return new AssemblyLoadContext("Models", isCollectible: true).LoadFromStream(stream);
    }

    /// <summary>Why there is no such model, or null.</summary>
    public string? ProblemOf(string name) => _problems.GetValueOrDefault(name);

    /// <summary>A model with fresh weights; fails with the generator's or the compiler's words where there is none.</summary>
    public SequenceModel Create(string name, int seed = 0) => ProblemOf(name) is null && _types.TryGetValue(name, out Type? type)
        ? (SequenceModel)Activator.CreateInstance(type, seed)!
        : throw new InvalidOperationException(ProblemOf(name) ?? $"the generator emitted no class {name}");

    private void Add(IReadOnlyList<(string Name, string Text)> models)
    {
        GeneratorHarness project = new(vectorBits: _vectorBits, tracksSteps: false);
        foreach ((string name, string text) in models)
        {
            project.SetFile(name + ".seqnet", text);
        }

        GeneratorRun run = project.Run();
        if (run.Result.Exception is { } exception)
        {
            // One declaration stops the generator for all: look for it in halves.
            if (models.Count == 1)
            {
                _problems[models[0].Name] = $"the generator threw {exception}";
                return;
            }

            Add([.. models.Take(models.Count / 2)]);
            Add([.. models.Skip(models.Count / 2)]);
            return;
        }

        foreach (Diagnostic diagnostic in run.Diagnostics)
        {
            Remember(Path.GetFileNameWithoutExtension(diagnostic.Location.GetLineSpan().Path), $"{diagnostic.Id} {diagnostic.GetMessage()}");
        }

        Compilation compilation = run.Output;
        EmitResult emitted = Emit(compilation);
        if (!emitted.Success)
        {
            Diagnostic[] errors = [.. emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
            foreach (Diagnostic error in errors)
            {
                Remember(ModelOf(error.Location.SourceTree), error.ToString());
            }

            compilation = compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.Where(tree => _problems.ContainsKey(ModelOf(tree))));
            if (!Emit(compilation).Success)
            {
                throw new InvalidOperationException(string.Join(Environment.NewLine, errors.Take(20)));
            }
        }

        Assembly assembly = Load(Image);
        foreach (Type type in assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SequenceModel))))
        {
            _types[type.Name] = type;
        }
    }

    private EmitResult Emit(Compilation compilation)
    {
        using MemoryStream image = new();
        EmitResult emitted = compilation.Emit(image);
        Image = image.ToArray();
        return emitted;
    }

    private void Remember(string name, string problem)
    {
        if (!_problems.ContainsKey(name))
        {
            _problems[name] = problem;
        }
    }

    /// <summary>The model that an emitted file belongs to: files are named <c>Namespace.Model.g.cs</c>.</summary>
    private static string ModelOf(SyntaxTree? tree)
    {
        string file = Path.GetFileName(tree?.FilePath ?? "");
        const string prefix = "SeqGen.Models.";
        return file.StartsWith(prefix, StringComparison.Ordinal) ? file[prefix.Length..].Split('.')[0] : file;
    }
}
