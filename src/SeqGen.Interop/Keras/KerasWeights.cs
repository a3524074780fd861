using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Keras;

/// <summary>
/// Weights of older versions and of CuDNN cells in today's layout.
///
///     CuDNN    each gate's kernel is k.T reshaped in Fortran order, each recurrent kernel transposed; an LSTM's two biases add up, a GRU's are two rows
///     Keras 1  one array a gate: W, U, b of i, c, f, o (LSTM) or of z, r, h (GRU); Conv1D's kernel has a unit axis after its steps
/// </summary>
internal static class KerasWeights
{
    /// <summary>Where gates i, f, c, o lie among Keras 1's i, c, f, o.</summary>
    private static readonly int[] LstmGatesOfKeras1 = [0, 2, 1, 3];

    private static readonly int[] GruGatesOfKeras1 = [0, 1, 2];

    /// <param name="shapes">The shapes of the declared weights.</param>
    /// <param name="tensors">The weights of the file.</param>
    /// <param name="className">Keras' class.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="context">The import.</param>
    public static WeightTensor[] Convert(int[][] shapes, WeightTensor[] tensors, string className, Layer layer, ImportContext context)
    {
        string cell = layer.Word == "bidirectional" ? layer.Options[0].Value : layer.Word;
        int directions = layer.Word == "bidirectional" ? 2 : 1;
        int gates = cell switch { "lstm" => 4, "gru" => 3, _ => 0 };
        if (gates > 0 && tensors.Length == directions * 3 * gates)
        {
            context.Log.Step($"{layer.Origin}: one array for each gate, as Keras 1 has them");
            tensors = [.. Enumerable.Range(0, directions).SelectMany(direction => OfKeras1(tensors[(direction * 3 * gates)..((direction + 1) * 3 * gates)], gates, layer, context))];
        }

        if (tensors.Length != shapes.Length)
        {
            throw context.Error($"{layer.Origin} has {tensors.Length} weights in the file ({string.Join(", ", tensors.Select(tensor => tensor.ShapeText))}); {shapes.Length} were expected ({string.Join(", ", shapes.Select(shape => WeightTensor.TextOf(shape)))}).");
        }

        int perDirection = shapes.Length / directions;
        if (gates > 0 && perDirection == 3)
        {
            for (int first = 0; first < tensors.Length; first += 3)
            {
                FromCudnn(tensors, first, gates, shapes[first], className, layer, context);
            }
        }

        if (layer.Word == "conv1d" && tensors[0] is { Rank: 4, Shape: [var steps, 1, var channels, var filters] })
        {
            tensors[0] = tensors[0].Reshape(steps, channels, filters);
        }

        return tensors;
    }

    private static WeightTensor[] OfKeras1(WeightTensor[] tensors, int gates, Layer layer, ImportContext context)
    {
        int[] order = gates == 4 ? LstmGatesOfKeras1 : GruGatesOfKeras1;
        WeightTensor Join(int part)
        {
            WeightTensor[] parts = [.. order.Select(gate => tensors[(3 * gate) + part])];
            return parts.All(tensor => tensor.Rank is 1 or 2 && tensor.Shape.SequenceEqual(parts[0].Shape)) ? Columns(parts) : throw context.Error($"{layer.Origin} has arrays of different shapes for its gates.");
        }

        return [Join(0), Join(1), Join(2)];
    }

    /// <summary>Tensors side by side, along the last axis.</summary>
    private static WeightTensor Columns(WeightTensor[] parts)
    {
        int columns = parts[0].Shape[^1];
        int rows = columns == 0 ? 0 : parts[0].Values.Length / columns;
        float[] values = new float[parts.Sum(part => part.Values.Length)];
        for (int row = 0; row < rows; row++)
        {
            for (int part = 0; part < parts.Length; part++)
            {
                parts[part].Values.AsSpan(row * columns, columns).CopyTo(values.AsSpan(((row * parts.Length) + part) * columns));
            }
        }

        return new([.. parts[0].Shape[..^1], columns * parts.Length], values);
    }

    /// <summary>A bias of twice the usual length gives CuDNN's layout away.</summary>
    private static void FromCudnn(WeightTensor[] tensors, int first, int gates, int[] kernelShape, string className, Layer layer, ImportContext context)
    {
        int units = kernelShape[1] / gates;
        WeightTensor bias = tensors[first + 2];
        if (bias.Rank != 1 || bias.Shape[0] != 2 * gates * units)
        {
            if (className.StartsWith("CuDNN", StringComparison.Ordinal))
            {
                throw context.Error($"{layer.Origin} has a bias of shape {bias.ShapeText}; CuDNN's has {2 * gates * units} values.");
            }

            return;
        }

        if (!tensors[first].Shape.SequenceEqual(kernelShape) || !tensors[first + 1].Shape.SequenceEqual([units, gates * units]))
        {
            throw context.Error($"{layer.Origin} has kernels of shapes {tensors[first].ShapeText} and {tensors[first + 1].ShapeText}; {WeightTensor.TextOf(kernelShape)} and ({units}, {gates * units}) were expected.");
        }

        context.Log.Recognized($"{layer.Origin}: weights in CuDNN's order, converted");
        tensors[first] = ForEachGate(tensors[first], gates, (values, rows, columns) =>
        {
            // k.T in Fortran order is k row by row, which fills the result column by column.
            float[] result = new float[values.Length];
            for (int index = 0; index < values.Length; index++)
            {
                result[(index % rows * columns) + (index / rows)] = values[index];
            }

            return result;
        });
        tensors[first + 1] = ForEachGate(tensors[first + 1], gates, (values, rows, columns) => new WeightTensor([rows, columns], values).Transpose().Values);
        int half = gates * units;
        tensors[first + 2] = gates == 4
            ? new WeightTensor([half], bias.Values[..half]) + new WeightTensor([half], bias.Values[half..])
            : bias.Reshape(2, half);
    }

    private static WeightTensor ForEachGate(WeightTensor kernel, int gates, Func<float[], int, int, float[]> convert)
    {
        int rows = kernel.Shape[0];
        int columns = kernel.Shape[1] / gates;
        WeightTensor[] parts = [.. Enumerable.Range(0, gates).Select(gate =>
        {
            float[] values = new float[rows * columns];
            for (int row = 0; row < rows; row++)
            {
                kernel.Values.AsSpan((row * kernel.Shape[1]) + (gate * columns), columns).CopyTo(values.AsSpan(row * columns));
            }

            return new WeightTensor([rows, columns], convert(values, rows, columns));
        })];
        return Columns(parts);
    }
}
