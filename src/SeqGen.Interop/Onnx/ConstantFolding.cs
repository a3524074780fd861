namespace SeqGen.Interop.Onnx;

/// <summary>Computes nodes whose inputs are all known: sizes, axes and transposed weights.</summary>
internal static class ConstantFolding
{
    /// <summary>The value, or null where the operator is not one that is folded.</summary>
    public static Constant? Fold(OnnxNode node, IReadOnlyList<Constant> inputs)
    {
        Constant first = inputs.Count > 0 ? inputs[0] : new([], [], false);
        return node.Op switch
        {
            "Cast" => Cast(first, node.Integer("to", 1)),
            "Floor" => Each(first, Math.Floor),
            "Ceil" => Each(first, Math.Ceiling),
            "Sqrt" => Each(first, Math.Sqrt),
            "Neg" => Each(first, value => -value),
            "Abs" => Each(first, Math.Abs),
            "Not" => Each(first, value => value == 0 ? 1 : 0),
            "Add" => Pairs(inputs, (a, b) => a + b),
            "Sub" => Pairs(inputs, (a, b) => a - b),
            "Mul" => Pairs(inputs, (a, b) => a * b),
            "Div" => Pairs(inputs, (a, b) => first.IsWhole ? b == 0 ? throw new UnsupportedNodeException("divides by zero") : Math.Truncate(a / b) : a / b),
            "Pow" => Pairs(inputs, Math.Pow),
            "Min" => Pairs(inputs, Math.Min),
            "Max" => Pairs(inputs, Math.Max),
            "Mod" => Pairs(inputs, (a, b) => b == 0 ? throw new UnsupportedNodeException("divides by zero") : a - (b * Math.Floor(a / b))),
            "Equal" => Test(inputs, (a, b) => a == b),
            "Less" => Test(inputs, (a, b) => a < b),
            "Greater" => Test(inputs, (a, b) => a > b),
            "LessOrEqual" => Test(inputs, (a, b) => a <= b),
            "GreaterOrEqual" => Test(inputs, (a, b) => a >= b),
            "And" => Test(inputs, (a, b) => a != 0 && b != 0),
            "Or" => Test(inputs, (a, b) => a != 0 || b != 0),
            "Where" => Where(inputs),
            "Range" => Range(inputs),
            "ReduceProd" => new(node.Integer("keepdims", 1) == 1 ? [.. first.Shape.Select(_ => 1)] : [], [first.Items.Aggregate(1.0, (product, value) => product * value)], first.IsWhole),
            "Size" => new([], [first.Items.Length], true),
            _ => null,
        };
    }

    private static Constant Cast(Constant value, long type) => OnnxTensors.IsWhole((int)type)
        ? new(value.Shape, [.. value.Items.Select(item => type == 9 ? item != 0 ? 1 : 0 : Math.Truncate(item))], true)
        : value with { IsWhole = false };

    private static Constant Each(Constant value, Func<double, double> function) => value with { Items = [.. value.Items.Select(function)] };

    private static Constant Pairs(IReadOnlyList<Constant> inputs, Func<double, double, double> function)
    {
        Constant result = inputs[0];
        foreach (Constant other in inputs.Skip(1))
        {
            int[] shape = Broadcast(result.Shape, other.Shape);
            result = new(shape, [.. result.Expand(shape).Items.Zip(other.Expand(shape).Items, function)], result.IsWhole);
        }

        return result;
    }

    private static Constant Test(IReadOnlyList<Constant> inputs, Func<double, double, bool> function) => Pairs(inputs, (a, b) => function(a, b) ? 1 : 0) with { IsWhole = true };

    private static Constant Where(IReadOnlyList<Constant> inputs)
    {
        int[] shape = Broadcast(Broadcast(inputs[0].Shape, inputs[1].Shape), inputs[2].Shape);
        Block<double> chosen = inputs[1].Expand(shape);
        Block<double> other = inputs[2].Expand(shape);
        return new(shape, [.. inputs[0].Expand(shape).Items.Select((test, index) => test != 0 ? chosen.Items[index] : other.Items[index])], inputs[1].IsWhole);
    }

    private static Constant Range(IReadOnlyList<Constant> inputs)
    {
        (double start, double end, double step) = (inputs[0].Items[0], inputs[1].Items[0], inputs[2].Items[0]);
        double count = step == 0 ? 0 : Math.Max(0, Math.Ceiling((end - start) / step));
        return count <= ushort.MaxValue
            ? new([(int)count], [.. Enumerable.Range(0, (int)count).Select(index => start + (index * step))], inputs[0].IsWhole)
            : throw new UnsupportedNodeException("counts further than is followed");
    }

    /// <summary>The shape of two shapes, in which axes of one entry fit every extent.</summary>
    public static int[] Broadcast(int[] left, int[] right)
    {
        int rank = Math.Max(left.Length, right.Length);
        int[] shape = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            int a = axis < rank - left.Length ? 1 : left[axis - rank + left.Length];
            int b = axis < rank - right.Length ? 1 : right[axis - rank + right.Length];
            shape[axis] = a == b || b == 1 ? a : a == 1 ? b : throw new UnsupportedNodeException($"joins the shapes ({string.Join(", ", left)}) and ({string.Join(", ", right)})");
        }

        return shape;
    }
}
