namespace SeqGen.Interop.Graph;

/// <summary>Values in row-major order.</summary>
/// <param name="Shape">The extents.</param>
/// <param name="Values">The values.</param>
internal sealed record WeightTensor(int[] Shape, float[] Values)
{
    public int Rank => Shape.Length;

    /// <summary>For a message, for instance <c>(20, 80)</c>.</summary>
    public string ShapeText => TextOf(Shape);

    public static string TextOf(IEnumerable<int> shape) => $"({string.Join(", ", shape)})";

    /// <summary>The product of the extents; where it is more than any array holds, some such number.</summary>
    public static long LengthOf(IEnumerable<int> shape) => shape.Aggregate(1L, (length, extent) => length > int.MaxValue ? length : length * extent);

    /// <summary>A vector.</summary>
    public static WeightTensor Vector(params float[] values) => new([values.Length], values);

    /// <summary>The same values in another shape of as many.</summary>
    public WeightTensor Reshape(params int[] shape) => new(shape, Values);

    /// <summary>A matrix with its axes exchanged.</summary>
    public WeightTensor Transpose() => Permute(1, 0);

    /// <summary>The axes in another order: axis <c>i</c> of the result is axis <c>order[i]</c> of this tensor.</summary>
    public WeightTensor Permute(params int[] order)
    {
        int[] shape = [.. order.Select(axis => Shape[axis])];
        int[] strides = new int[Rank];
        for (int axis = Rank - 1, stride = 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Shape[axis];
        }

        float[] values = new float[Values.Length];
        int[] place = new int[Rank];
        for (int index = 0; index < values.Length; index++)
        {
            int from = 0;
            for (int axis = 0; axis < Rank; axis++)
            {
                from += place[axis] * strides[order[axis]];
            }

            values[index] = Values[from];
            for (int axis = Rank - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--)
            {
                place[axis] = 0;
            }
        }

        return new(shape, values);
    }

    /// <summary>The blocks of the last axis in another order: block <c>i</c> of the result is block <c>order[i]</c>.</summary>
    public WeightTensor ReorderColumns(params int[] order)
    {
        int columns = Shape[^1];
        int block = columns / order.Length;
        float[] values = new float[Values.Length];
        for (int row = 0; row < Values.Length; row += columns)
        {
            for (int i = 0; i < order.Length; i++)
            {
                Values.AsSpan(row + (order[i] * block), block).CopyTo(values.AsSpan(row + (i * block)));
            }
        }

        return new(Shape, values);
    }

    /// <summary>The entries <paramref name="start"/> to <paramref name="end"/> of the first axis.</summary>
    public WeightTensor Rows(int start, int end)
    {
        int size = Shape[0] == 0 ? 0 : Values.Length / Shape[0];
        return new([end - start, .. Shape[1..]], Values[(start * size)..(end * size)]);
    }

    /// <summary>Tensors of one shape as the entries of a new first axis.</summary>
    public static WeightTensor Stack(params WeightTensor[] tensors) => new([tensors.Length, .. tensors[0].Shape], [.. tensors.SelectMany(tensor => tensor.Values)]);

    /// <summary>The sum of two tensors of one shape.</summary>
    public static WeightTensor operator +(WeightTensor left, WeightTensor right) => new(left.Shape, [.. left.Values.Zip(right.Values, (a, b) => a + b)]);

    public static WeightTensor operator *(WeightTensor tensor, float factor) => new(tensor.Shape, [.. tensor.Values.Select(value => value * factor)]);
}
