using System.Globalization;
using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Networks;

/// <summary>What a layer's shape rule may ask and say: its neighbours, its errors, and how much memory it takes.</summary>
internal sealed class ShapeContext(NetworkSpec network)
{
    private const string ReturnSequences = "return_sequences";

    private readonly ImmutableArray<ShapeError>.Builder _errors = ImmutableArray.CreateBuilder<ShapeError>();

    private readonly List<Shape> _outputs = [];

    /// <summary>The index of the layer whose rule runs.</summary>
    public int Layer { get; set; }

    /// <summary>The outputs of the layers so far.</summary>
    public IReadOnlyList<Shape> Outputs => _outputs;

    /// <summary>The shapes of all inputs of the layer: the main one, then those that it joins.</summary>
    public IReadOnlyList<Shape> Inputs => [.. network.Sources[Layer].Inputs.Select(input => _outputs[input])];

    /// <summary>The layer whose final states the layer starts from, or null.</summary>
    public LayerSpec? StateSource => network.Sources[Layer].State is { } state ? network.Layers[state] : null;

    /// <summary>Floats of the weights of all layers so far.</summary>
    public long Weights { get; private set; }

    /// <summary>Floats that training keeps of one sequence, over all layers so far.</summary>
    public long SequenceValues { get; private set; }

    public EquatableArray<ShapeError> Errors => new(_errors.ToImmutable());

    /// <summary>Adds the output of the layer whose rule ran.</summary>
    public void Add(Shape output) => _outputs.Add(output);

    /// <summary>What an input of the layer is called: the layer that it is the output of.</summary>
    public string InputName(int input) => network.Layers[network.Sources[Layer].Inputs[input]].Name;

    /// <summary>Counts the layer's weights and the floats that training keeps of one sequence.</summary>
    public void Uses(long weights, long sequenceValues)
    {
        Weights += weights;
        SequenceValues += sequenceValues;
    }

    /// <summary>Says that the layer cannot work on its input.</summary>
    /// <param name="needs">What it needs instead.</param>
    /// <param name="gets">What it gets.</param>
    public Shape? CannotFollow(string needs, Shape gets)
    {
        int before = network.Sources[Layer].Inputs.Count > 0 ? network.Sources[Layer].Inputs[0] : Layer - 1;
        Report(null, DiagnosticCatalog.LayerCannotFollow, Word(Layer), Word(before), needs, gets + Remedy(before, needs, gets));
        return null;
    }

    /// <summary>Says that the layer is not right for sequences of any length.</summary>
    /// <param name="gets">What it gets.</param>
    /// <param name="obstacle">Why not, and what to do.</param>
    public void NeedsFixedLength(Shape gets, string obstacle) => Report(null, DiagnosticCatalog.NeedsFixedLength, Word(Layer), gets.ToString(), obstacle);

    /// <summary>What gives a sequence where there is one vector: the layer above that gave it, if it is recurrent.</summary>
    private string Remedy(int before, string needs, Shape gets)
    {
        bool lostSteps = before >= 0 && !gets.IsSequence && gets.Kind == ShapeKind.Floats && needs.Contains("sequence") && network.Layers[before].Definition.Takes(ReturnSequences);
        return lostSteps ? $"; write {ReturnSequences}=true at '{network.Layers[before].Name}' above, which then gives its output of every step" : "";
    }

    /// <summary>Says that an argument, or the layer, is impossible here.</summary>
    public Shape? Impossible(string? argument, string reason)
    {
        Report(argument, DiagnosticCatalog.ImpossibleShape, Word(Layer), reason);
        return null;
    }

    /// <summary>Says that something would be too large.</summary>
    public Shape? TooLarge(string? argument, string what, long count, long limit)
    {
        Report(argument, DiagnosticCatalog.TooLarge, what, Number(count), Number(limit));
        return null;
    }

    public void Report(string? argument, DiagnosticDescriptor descriptor, params string[] arguments) =>
        _errors.Add(new(Layer, argument, descriptor, arguments.ToEquatableArray()));

    private string Word(int layer) => (network.Layers[layer] is TimeDistributedLayer distributed ? distributed.Layer : network.Layers[layer]).Definition.Word;

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
