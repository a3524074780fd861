using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>A node with its attributes by name; every attribute must be asked for, so that none is passed over.</summary>
internal sealed class OnnxNode
{
    private readonly Dictionary<string, AttributeProto> _attributes = [];
    private readonly HashSet<string> _asked = [];

    public OnnxNode(NodeProto proto)
    {
        Proto = proto;
        foreach (AttributeProto attribute in proto.Attribute)
        {
            _attributes[attribute.Name] = attribute;
        }
    }

    public NodeProto Proto { get; }

    public string Op => Proto.OpType;

    /// <summary>For messages: nodes need no name, but their outputs have one.</summary>
    public string Text => $"node '{Name}' ({Op})";

    public string Name => Proto.Name.Length > 0 ? Proto.Name : Proto.Output.FirstOrDefault() ?? "";

    public bool Has(string name) => Find(name) is not null;

    public long Integer(string name, long otherwise) => Find(name) is { } found ? found.I : otherwise;

    public double Number(string name, double otherwise) => Find(name) is { } found ? found.F : otherwise;

    public string Text1(string name, string otherwise) => Find(name) is { } found ? found.S.ToStringUtf8() : otherwise;

    public long[]? Integers(string name) => Find(name) is { } found ? [.. found.Ints] : null;

    public double[]? Numbers(string name) => Find(name) is { } found ? [.. found.Floats.Select(value => (double)value)] : null;

    public string[]? Texts(string name) => Find(name) is { } found ? [.. found.Strings.Select(value => value.ToStringUtf8())] : null;

    public TensorProto? Tensor(string name) => Find(name)?.T;

    public GraphProto? Graph(string name) => Find(name)?.G;

    /// <summary>An attribute that nobody asked for could change the result.</summary>
    public void RequireAllAsked()
    {
        if (_attributes.Keys.FirstOrDefault(name => !_asked.Contains(name)) is { } unknown)
        {
            throw new UnsupportedNodeException($"has the attribute '{unknown}', which is not known");
        }
    }

    private AttributeProto? Find(string name)
    {
        _asked.Add(name);
        return _attributes.GetValueOrDefault(name);
    }
}
