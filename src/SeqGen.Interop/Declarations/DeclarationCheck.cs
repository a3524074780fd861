using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using SeqGen.Generator.Diagnostics;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Model;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Parsing;
using SeqGen.Generator.Shapes;
using SeqGen.Generator.Syntax;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Declarations;

/// <summary>A weight that a declaration has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record DeclaredWeight(string Name, int[] Shape);

/// <summary>
/// Has the compiler read a declaration, infer its shapes and plan its weights. So an import writes only what compiles, and what the
/// language does not have yet is refused by the layer that needs it.
/// </summary>
internal static class DeclarationCheck
{
    /// <summary>Checks a written declaration and its weights.</summary>
    /// <exception cref="ImportException">The language lacks something, or a weight has another shape than its layer.</exception>
    public static IReadOnlyList<DeclaredWeight> Require(Declaration declaration, ImportSource source)
    {
        IReadOnlyList<DeclaredWeight> weights = Weights(declaration, source);
        foreach (DeclaredWeight weight in weights)
        {
            if (!declaration.Weights.TryGetValue(weight.Name, out (Layer Layer, WeightTensor Tensor) given))
            {
                throw source.Error($"The weight {weight.Name} {WeightTensor.TextOf(weight.Shape)} is missing from the file.");
            }

            if (!given.Tensor.Shape.SequenceEqual(weight.Shape))
            {
                throw source.Error($"{given.Layer.Origin} has a {weight.Name[(weight.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]} of shape {given.Tensor.ShapeText}; its place in the model needs {WeightTensor.TextOf(weight.Shape)}.");
            }
        }

        HashSet<string> names = [.. weights.Select(weight => weight.Name)];
        foreach ((string name, (Layer layer, WeightTensor tensor)) in declaration.Weights)
        {
            if (!names.Contains(name))
            {
                throw source.Error($"{layer.Origin} has a weight that its declaration has no place for: {name} {tensor.ShapeText}.");
            }
        }

        return weights;
    }

    /// <summary>The weights that a written declaration has, in its order.</summary>
    /// <exception cref="ImportException">The language lacks something.</exception>
    public static IReadOnlyList<DeclaredWeight> Weights(Declaration declaration, ImportSource source)
    {
        RequireKnown(declaration, source);
        NetworkPlan plan = Plan(declaration.Text, declaration.Name, ErrorOf(declaration, source));
        return [.. plan.Weights.Select(weight => new DeclaredWeight(weight.Name, [.. weight.Shape]))];
    }

    /// <summary>The shape of a layer's output, for readers whose files do not say it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">The model's inputs.</param>
    /// <param name="source">The file.</param>
    /// <exception cref="ImportException">The language lacks something up to this layer.</exception>
    public static Shape ShapeOf(Layer layer, IReadOnlyList<Layer> inputs, ImportSource source)
    {
        Declaration declaration = DeclarationWriter.Write("Model", new(layer) { Inputs = inputs }, source);
        RequireKnown(declaration, source);
        (NetworkSpec spec, ShapeResult shapes, ImportException? error) = Shapes(declaration.Text, declaration.Name, ErrorOf(declaration, source));
        return shapes.Outputs.Count == spec.Layers.Count ? shapes.Outputs[^1] : throw error!;
    }

    /// <summary>The weights of a declaration that a person wrote.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="ImportException">It does not compile, or holds no or several models.</exception>
    public static NetworkPlan ReadLike(string path, string text)
    {
        SeqnetFile file = SeqnetParser.Parse(path, SourceText.From(text), null);
        return file.Models.Count == 1
            ? Plan(text, file.Models[0].Class.Name, (line, message) => new ImportException(path, $"line {(line + 1).ToString(CultureInfo.InvariantCulture)}: {message}"))
            : throw new ImportException(path, $"The declaration holds {file.Models.Count} models; it must hold one.");
    }

    /// <summary>The name of the only model of a declaration that a person wrote.</summary>
    /// <exception cref="ImportException">It does not compile, or holds no or several models.</exception>
    public static string NameOf(string path, string text) => ReadLike(path, text).Spec.Name;

    private static Func<int, string, ImportException> ErrorOf(Declaration declaration, ImportSource source) => (line, message) =>
        source.Error(declaration.LayerOfLine.TryGetValue(line, out Layer? layer) ? $"{layer.Origin} does not fit SeqGen: {message}" : message);

    private static void RequireKnown(Declaration declaration, ImportSource source)
    {
        foreach (Layer layer in declaration.LayerOfLine.Values)
        {
            RequireKnown(layer, source);
        }
    }

    private static void RequireKnown(Layer layer, ImportSource source)
    {
        LayerDefinition definition = LayerCatalog.Find(layer.Word)
            ?? throw source.Error($"{layer.Origin} needs the layer '{layer.Word}', which SeqGen's language does not have.");
        ArgumentDefinition[] positional = [.. definition.Arguments.Where(argument => argument.Positional)];
        int next = 0;
        foreach ((string? name, string value) in layer.Options)
        {
            if (name is not null && definition.Arguments.All(argument => argument.Name != name))
            {
                throw source.Error($"{layer.Origin} needs the option {name}={value} of '{layer.Word}', which SeqGen's language does not have.");
            }

            ArgumentDefinition? definedAs = name is null ? positional.ElementAtOrDefault(next++) : definition.Arguments.FirstOrDefault(argument => argument.Name == name);
            ImmutableArray<string> words = definedAs?.Type switch
            {
                ArgumentType.Activation => ActivationSpec.Words.Words,
                ArgumentType.Word or ArgumentType.State => definedAs.Words,
                _ => [],
            };
            string word = value.Split('(')[0];
            if (!words.IsDefaultOrEmpty && !words.Contains(word))
            {
                throw source.Error($"{layer.Origin} needs {definedAs!.Name}={value} of '{layer.Word}', which SeqGen's language does not have.");
            }
        }
    }

    private static NetworkPlan Plan(string text, string model, Func<int, string, ImportException> error)
    {
        (NetworkSpec spec, ShapeResult shapes, ImportException? unsound) = Shapes(text, model, error);
        return unsound is null ? NetworkPlan.Create(spec, shapes) : throw unsound;
    }

    /// <summary>The shapes of a declaration, as far as they could be inferred, and why no further.</summary>
    private static (NetworkSpec Spec, ShapeResult Shapes, ImportException? Error) Shapes(string text, string model, Func<int, string, ImportException> error)
    {
        SeqnetFile file = SeqnetParser.Parse(model + ".seqnet", SourceText.From(text), null);
        Throw(file.Problems.FirstOrDefault(), error);
        ReadResult read = SpecReader.Read(file.Models[0]);
        Throw(read.Problems.FirstOrDefault(), error);
        NetworkSpec spec = read.Spec ?? throw error(0, "The declaration cannot be read.");
        ShapeResult shapes = PlanCheck.Infer(spec);
        ShapeError? first = shapes.Errors.FirstOrDefault();
        return (spec, shapes, first is null ? null : ErrorOf(new Problem(first.Descriptor, read.Positions.Find(first.Layer, first.Argument), first.Arguments), error));
    }

    private static void Throw(Problem? problem, Func<int, string, ImportException> error)
    {
        if (problem is not null)
        {
            throw ErrorOf(problem, error);
        }
    }

    private static ImportException ErrorOf(Problem problem, Func<int, string, ImportException> error)
    {
        Diagnostic diagnostic = problem.ToDiagnostic();
        return error(diagnostic.Location.GetLineSpan().StartLinePosition.Line, diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }
}
