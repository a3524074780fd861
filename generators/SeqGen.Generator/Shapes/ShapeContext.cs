using System.Globalization;
using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Shapes;

/// <summary>What a layer's shape rule may ask and say: its neighbours, its errors, and how much memory it takes.</summary>
internal sealed class ShapeContext(NetworkSpec network)
{
    private readonly ImmutableArray<ShapeError>.Builder _errors = ImmutableArray.CreateBuilder<ShapeError>();

    /// <summary>The index of the layer whose rule runs.</summary>
    public int Layer { get; set; }

    /// <summary>True for the last layer of the network.</summary>
    public bool IsLast => Layer == network.Layers.Count - 1;

    /// <summary>Floats of the weights of all layers so far.</summary>
    public long Weights { get; private set; }

    /// <summary>Floats that training keeps of one sequence, over all layers so far.</summary>
    public long SequenceValues { get; private set; }

    public EquatableArray<ShapeError> Errors => new(_errors.ToImmutable());

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
        Report(null, DiagnosticCatalog.LayerCannotFollow, Word(Layer), Word(Layer - 1), needs, gets.ToString());
        return null;
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

    private string Word(int layer) => network.Layers[layer].Definition.Word;

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
