using System.Globalization;
using SeqGen.Interop.Onnx;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop;

/// <summary>An input or output of a written ONNX graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">The type of its elements in ONNX' words: <c>float</c>, <c>int64</c> or <c>bool</c>.</param>
/// <param name="Shape">Its extents; a name, for instance <c>batch</c>, for each that is open.</param>
public sealed record OnnxTensorInfo(string Name, string ElementType, IReadOnlyList<string> Shape)
{
    /// <summary>For instance <c>features float [batch, 20, 3]</c>.</summary>
    public override string ToString() => $"{Name} {ElementType} [{string.Join(", ", Shape)}]";
}

/// <summary>What an export to ONNX wrote.</summary>
/// <param name="Inputs">The graph's inputs: values, masks and states.</param>
/// <param name="Outputs">The graph's outputs: the model's, its mask and states.</param>
/// <param name="Opset">The version of the operators.</param>
/// <param name="Size">The bytes of the file.</param>
public sealed record OnnxExported(IReadOnlyList<OnnxTensorInfo> Inputs, IReadOnlyList<OnnxTensorInfo> Outputs, int Opset, long Size)
{
    internal static OnnxExported Of(ModelProto model) => new([.. model.Graph.Input.Select(Describe)], [.. model.Graph.Output.Select(Describe)], OnnxExport.Opset, model.CalculateSize());

    private static OnnxTensorInfo Describe(ValueInfoProto value) => new(
        value.Name,
        value.Type.TensorType.ElemType switch { OnnxTensors.Float => "float", OnnxTensors.Long => "int64", _ => "bool" },
        [.. value.Type.TensorType.Shape.Dim.Select(dimension => dimension.HasDimValue ? dimension.DimValue.ToString(CultureInfo.InvariantCulture) : dimension.DimParam)]);
}
