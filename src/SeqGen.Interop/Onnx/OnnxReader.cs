using Google.Protobuf;
using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Patterns;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>
/// Reads ONNX models. A graph does not say which of its axes are steps and which are channels: it is walked with each meaning that its inputs can
/// have, and one that makes sense to every node is the right one where names or nodes say of each axis what it is (<see cref="AxisEvidence"/>).
/// </summary>
internal static class OnnxReader
{
    private const long OldestOpset = 7;
    private const long NewestOpset = 23;

    /// <summary>The first field of a model is its version, a small number, and one of a model's other fields follows.</summary>
    public static bool IsOnnx(ReadOnlySpan<byte> bytes) => bytes.Length > 4 && bytes[0] == 0x08 && bytes[1] is >= 1 and <= 20 && bytes[2] is 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42;

    /// <summary>Steps that a sequence of any length is walked with: those of the longest one, within what is followed quickly.</summary>
    private const int LeastSteps = 3;
    private const int MostSteps = 4096;

    /// <summary>True where a graph became the same model for another number of steps, so that nothing in it depends on that.</summary>
    private static bool IsSame(Network network, Network? other, ImportContext context)
    {
        if (other is null)
        {
            return false;
        }

        Declaration one = DeclarationWriter.Write("Model", network, context.Source);
        Declaration two = DeclarationWriter.Write("Model", other, context.Source);
        return one.Text == two.Text && one.Weights.All(weight => two.Weights.TryGetValue(weight.Key, out (Layer, WeightTensor Tensor) same)
            && weight.Value.Tensor.Shape.SequenceEqual(same.Tensor.Shape) && weight.Value.Tensor.Values.AsSpan().SequenceEqual(same.Tensor.Values));
    }

    private static int Steps(ImportContext context) => Math.Clamp(context.Options.MaxLength!.Value, LeastSteps, MostSteps);

    public static Network Read(ImportContext context)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(context.Source.Bytes);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw context.Error($"The file begins as ONNX, but is damaged or cut off: {error.Message}", error);
        }

        long opset = model.OpsetImport.FirstOrDefault(set => set.Domain.Length == 0)?.Version ?? throw context.Error("The file names no version of ONNX' operators; it is damaged, or no ONNX.");
        if (opset is < OldestOpset or > NewestOpset)
        {
            throw context.Error($"The file uses opset {opset}; {OldestOpset} to {NewestOpset} can be imported. Export it again with opset_version=17.");
        }

        if (model.Functions.Count > 0)
        {
            throw context.Error($"The file defines functions of its own ('{model.Functions[0].Name}'), which cannot be imported; export without them.");
        }

        GraphProto graph = model.Graph ?? throw context.Error("The file has no graph; it is damaged.");
        if (graph.SparseInitializer.Count > 0)
        {
            throw context.Error("The file has sparse tensors, which cannot be imported.");
        }

        context.Log.Recognized($"opset {opset}, written by {(model.ProducerName.Length == 0 ? "an unnamed program" : $"{model.ProducerName} {model.ProducerVersion}".TrimEnd())}");
        if (model.ProducerName == "pytorch" && graph.Node.Any(node => node.OpType == "GRU" && node.Attribute.All(attribute => attribute.Name != "linear_before_reset")))
        {
            context.Log.Warn("A GRU without linear_before_reset: PyTorch's own GRU has it, and PyTorch 2.10's exporter leaves it out by mistake. If this is nn.GRU, export with another version.");
        }

        foreach (ValueInfoProto input in graph.Input)
        {
            context.Log.Step($"input '{input.Name}' ({OnnxMeaning.ShapeText(input)})");
        }

        Dictionary<string, Constant> constants = [];
        foreach (TensorProto tensor in graph.Initializer)
        {
            constants[tensor.Name] = OnnxTensors.Read(tensor, context);
        }

        Dictionary<string, Constant> known = new(constants);
        foreach (NodeProto node in graph.Node.Where(node => node.OpType == "Constant" && node.Output.Count == 1))
        {
            if (node.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T is { } tensor)
            {
                known[node.Output[0]] = OnnxTensors.Read(tensor, context);
            }
        }

        HashSet<string> anyLength = [.. model.MetadataProps.Where(entry => entry.Key == OnnxExport.AnyLengthEntry).SelectMany(entry => entry.Value.Split(','))];
        Presence.Remove(graph, [.. anyLength.Select(OnnxExport.MaskOf)], known);
        TensorFlowForms.Rewrite(graph, known.GetValueOrDefault, opset);
        (List<NodeProto> nodes, Dictionary<NodeProto, (LayerPattern, Match)> patterns) = LayerPattern.Of(graph, known);
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        OnnxWalk? best = null;
        string? question = null;
        OnnxWalk Walk(OnnxMeaning meaning, int more) =>
            new(context with { Log = new() }, graph, patterns, constants, opset, meaning, context.Options.MaxLength is null ? 0 : Steps(context) + more);
        void TakeNotes(OnnxWalk walk) => walk.Log.Notes.ToList().ForEach(context.Log.Add);
        foreach (OnnxMeaning meaning in OnnxMeaning.All(graph, constants.Keys, anyLength, context))
        {
            OnnxWalk walk = Walk(meaning, 0);
            Network? network;
            try
            {
                network = walk.Run();
            }
            catch (ImportException) when (question is not null)
            {
                // What another meaning asks for has no meaning before it is known which one is right.
                continue;
            }

            if (network is not null)
            {
                if (walk.Question is not null)
                {
                    question ??= walk.Question;
                    continue;
                }

                if (walk.HasAnyLength && new[] { 1, Steps(context) + 1 }.Any(more => !IsSame(network, Walk(meaning, more).Run(), context)))
                {
                    throw context.Error("What the graph computes depends on the number of steps in a way that a sequence of any length does not have (a part that counts from the end, a number or a shape made of the steps): import it with --length L in place of --max-length.");
                }

                TakeNotes(walk);
                return network;
            }

            best = best is null || walk.Walked > best.Walked ? walk : best;
        }

        // What failed is shown as far as it got.
        if (best is not null)
        {
            TakeNotes(best);
        }

        throw context.Error(question ?? best?.Failure ?? "The graph has no input that a sequence could come in by.");
    }
}
