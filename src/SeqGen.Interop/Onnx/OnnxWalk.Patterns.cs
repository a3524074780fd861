using SeqGen.Interop.Graph;
using SeqGen.Interop.Onnx.Patterns;
using SeqGen.Interop.Onnx.Schema;

namespace SeqGen.Interop.Onnx;

/// <summary>Layers that were found as several operators.</summary>
internal sealed partial class OnnxWalk
{
    private readonly Dictionary<NodeProto, (LayerPattern Pattern, Match Match)> _patterns;

    private DataValue Pattern(OnnxNode node, OnnxValue?[] inputs)
    {
        (LayerPattern pattern, Match match) = _patterns[node.Proto];
        foreach (string name in match.Values.Values)
        {
            _usedConstants.Add(name);
        }

        return pattern.Read(pattern.Reader(this, node, inputs, match));
    }

    /// <summary>Makes the layer that a pattern is.</summary>
    internal sealed class PatternReader(OnnxWalk walk, OnnxNode node, OnnxValue?[] inputs, string[] names, Match match, IReadOnlyList<string> weights)
    {
        private readonly DataValue[] _data = [.. inputs.OfType<DataValue>().Select(Settle)];

        /// <summary>A layer that takes the pattern's values; its key only where that is not its value.</summary>
        public Layer Layer(string word)
        {
            if (names.Where((name, index) => name.EndsWith("mask", StringComparison.Ordinal) ? inputs[index] is not MaskValue { IsNegated: false } : inputs[index] is not DataValue).Any())
            {
                throw new UnsupportedNodeException("takes something else than values and masks");
            }

            Layer[] layers = [.. _data.Select(value => value.Layer)];
            return new Layer(word, node.Text).Named(node.Name).Take(layers is [_, var value, var key] && value == key ? layers[..2] : layers);
        }

        /// <summary>A number of the graph.</summary>
        public double Number(float stands) =>
            walk.ConstantOf(match.Values.First(value => Export.GraphWriter.IsNumber(value.Key) && Export.GraphWriter.NumberOf(value.Key) == stands).Value)!.Items[0];

        public double Attribute(float stands) => match.Numbers[stands];

        /// <summary>A weight.</summary>
        public WeightTensor Weight(string name) => Tensor(walk.ConstantOf(match.Values[weights.First(weight => weight == "/" + name)])!);

        public int ChannelsOf(int input) => _data[input].Channels;

        /// <summary>Shape and axes stay; with a mask where the template has one.</summary>
        public DataValue Finish(Layer layer, int? masked = null)
        {
            if (masked is { } input)
            {
                walk.Expect(layer, input, Mask("mask"));
            }

            return _data[0] with { Layer = layer };
        }

        /// <summary>One half of an axis, times the sigmoid of the other.</summary>
        public DataValue Glu()
        {
            NodeProto split = match.Nodes.Values.First(inner => inner.OpType == "Split");
            int axis = Movement.AxisOf(new OnnxNode(split).Integer("axis", 0), _data[0].Axes.Length);
            bool isTime = _data[0].Axes[axis].Kind == AxisKind.Time;
            if ((!isTime && _data[0].Axes[axis].Kind != AxisKind.Channel) || _data[0].Axes[axis].Extent % 2 != 0)
            {
                throw new UnsupportedNodeException("divides something else than the channels or the steps into halves");
            }

            walk._evidence.Along(_data[0].Axes[axis]);
            Axis[] axes = [.. _data[0].Axes];
            axes[axis] = axes[axis] with { Extent = axes[axis].Extent / 2 };
            Layer layer = Layer("glu");
            return _data[0] with { Layer = isTime ? layer.With("axis", 1) : layer, Axes = axes };
        }

        /// <summary>Pooling over all steps that are real.</summary>
        public DataValue Pooled(Layer layer, bool keepsSteps)
        {
            if (_data[0].Axes is not [{ Kind: AxisKind.Unit }, { Kind: AxisKind.Time }, { Kind: AxisKind.Channel } channel])
            {
                throw new UnsupportedNodeException("pools something else than the steps of a sequence");
            }

            walk._evidence.Is(_data[0].Axes);
            walk.Expect(layer, 0, Mask("mask"));
            return new(layer, keepsSteps ? [Axis.Unit, new(AxisKind.Time, 1), channel] : [Axis.Unit, channel]);
        }

        /// <summary>An attention: the query's steps, values of a size of their own.</summary>
        public DataValue Attention(Layer layer, bool isCausal, int size)
        {
            if (_data.Any(value => value.Axes is not [{ Kind: AxisKind.Unit }, { Kind: AxisKind.Time }, { Kind: AxisKind.Channel }]))
            {
                throw new UnsupportedNodeException("attends to something else than the steps of a sequence");
            }

            walk._evidence.Is(_data.SelectMany(value => value.Axes));
            if (isCausal)
            {
                RequireCausal();
                layer.With("use_causal_mask", true);
            }

            walk.Expect(layer, 0, Mask("query_mask"));
            walk.Expect(layer, 1, Mask("value_mask"));
            if (layer.Inputs.Count > 2 && layer.Word == "multi_head_attention")
            {
                walk.Expect(layer, 2, Mask("key_mask"));
            }

            return _data[0] with { Layer = layer, Axes = [.. _data[0].Axes[..^1], new Axis(AxisKind.Channel, size)] };
        }

        /// <summary>Several attentions; how many and how large they are, the shapes say.</summary>
        public DataValue MultiHead(bool isCausal, bool hasBias, int[] ofQuery, int[] ofValue, float scale)
        {
            int[] Extents(int[] stand) => [.. walk.ConstantOf(match.Values.First(value => value.Key.StartsWith("constant/[-1,", StringComparison.Ordinal) && value.Key.EndsWith($",{stand[0]},{stand[1]}]", StringComparison.Ordinal)).Value)!.Items.Skip(2).Select(item => (int)item)];
            int[] query = Extents(ofQuery);
            int[] value = Extents(ofValue);
            if (query[0] != value[0] || Math.Abs(Number(scale) - (1 / Math.Sqrt(query[1]))) > 1e-6)
            {
                throw new UnsupportedNodeException("divides its scores by something else than the root of a head's size");
            }

            WeightTensor output = Weight("attention_output/kernel");
            Layer layer = Layer("multi_head_attention").With(null, query[0]).With(null, query[1]).Unless(query[1], "value_dim", value[1]).Unless(_data[0].Channels, "output_shape", output.Shape[^1]).Unless(true, "use_bias", hasBias)
                .Weight("attention_output/kernel", output.Reshape(query[0], value[1], output.Shape[^1])).Weight("attention_output/bias", hasBias ? Weight("attention_output/bias") : null);
            foreach ((string part, int[] head, int of) in new[] { ("query", query, 0), ("key", query, 2), ("value", value, 1) })
            {
                layer.Weight($"{part}/kernel", Weight($"{part}/kernel").Reshape(_data[of].Channels, head[0], head[1])).Weight($"{part}/bias", hasBias ? Weight($"{part}/bias").Reshape(head) : null);
            }

            return Attention(layer, isCausal, output.Shape[^1]);
        }

        private MaskTerm? Mask(string name) => Array.IndexOf(names, name) is >= 0 and var index ? (inputs[index] as MaskValue ?? throw new UnsupportedNodeException("has something else than a mask in the place of one")).Term : null;

        /// <summary>Step t sees the steps up to t.</summary>
        private void RequireCausal()
        {
            Constant sees = walk.ConstantOf(match.Values["/causal"])!;
            int keys = sees.Shape[^1];
            if (sees.Items.Where((item, index) => item != (index % keys <= index / keys ? 1 : 0)).Any())
            {
                throw new UnsupportedNodeException("hides pairs of steps in another way than the later ones");
            }
        }
    }
}
