using Google.Protobuf;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Tests;

/// <summary>Writes ONNX graphs.</summary>
internal sealed class OnnxGraph(long opset = 17, string producer = "test")
{
    private readonly GraphProto _graph = new() { Name = "graph" };
    private int _names;

    public OnnxGraph Input(string name, params object[] shape) => Value(_graph.Input, name, 1, shape);

    public OnnxGraph Tokens(string name, params object[] shape) => Value(_graph.Input, name, 7, shape);

    public OnnxGraph Output(string name, params object[] shape) => Value(_graph.Output, name, 1, shape);

    public string Floats(int[] shape, float[] values)
    {
        TensorProto tensor = new() { Name = $"w{_names++}", DataType = 1 };
        tensor.Dims.AddRange(shape.Select(extent => (long)extent));
        tensor.FloatData.AddRange(values);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Whole(params long[] values) => Whole([values.Length], values);

    public string Whole(int[] shape, long[] values)
    {
        TensorProto tensor = new() { Name = $"w{_names++}", DataType = 7 };
        tensor.Dims.AddRange(shape.Select(extent => (long)extent));
        tensor.Int64Data.AddRange(values);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a node; returns the name of its first output.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Nodes(op, inputs, 1, attributes)[0];

    public string[] Nodes(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = $"{op.ToLowerInvariant()}_{_names++}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(Enumerable.Range(0, outputs).Select(output => $"{node.Name}_out{output}"));
        foreach ((string name, object value) in attributes)
        {
            AttributeProto attribute = new() { Name = name };
            switch (value)
            {
                case int number:
                    attribute.I = number;
                    attribute.Type = AttributeProto.Types.AttributeType.Int;
                    break;
                case float number:
                    attribute.F = number;
                    attribute.Type = AttributeProto.Types.AttributeType.Float;
                    break;
                case GraphProto graph:
                    attribute.G = graph;
                    attribute.Type = AttributeProto.Types.AttributeType.Graph;
                    break;
                case string text:
                    attribute.S = ByteString.CopyFromUtf8(text);
                    attribute.Type = AttributeProto.Types.AttributeType.String;
                    break;
                case int[] numbers:
                    attribute.Ints.AddRange(numbers.Select(number => (long)number));
                    attribute.Type = AttributeProto.Types.AttributeType.Ints;
                    break;
                case string[] texts:
                    attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                    attribute.Type = AttributeProto.Types.AttributeType.Strings;
                    break;
            }

            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>Gives a value an output's name.</summary>
    public OnnxGraph End(string value, string output)
    {
        NodeProto node = new() { OpType = "Identity", Name = $"end_{output}" };
        node.Input.Add(value);
        node.Output.Add(output);
        _graph.Node.Add(node);
        return this;
    }

    public byte[] Bytes()
    {
        ModelProto model = new() { IrVersion = 8, ProducerName = producer, Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        return model.ToByteArray();
    }

    public ImportedModel Import(int? length = null, int? maxLength = null) => ModelImport.Read(new ImportSource("model.onnx", Bytes()), new() { Length = length, MaxLength = maxLength });

    private OnnxGraph Value(Google.Protobuf.Collections.RepeatedField<ValueInfoProto> list, string name, int type, object[] shape)
    {
        TensorShapeProto dimensions = new();
        dimensions.Dim.AddRange(shape.Select(extent => extent is int number ? new TensorShapeProto.Types.Dimension { DimValue = number } : new TensorShapeProto.Types.Dimension { DimParam = (string)extent }));
        list.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = dimensions } } });
        return this;
    }
}
