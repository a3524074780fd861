namespace SeqGen.Interop.Onnx;

/// <summary>
/// Elements with a shape. Moving them about is the same whatever they are: the numbers of a constant, or the places of a state, which are followed
/// through slices and stacks to see that each one comes out where it went in.
/// </summary>
/// <param name="Shape">The extents.</param>
/// <param name="Items">The elements in row-major order.</param>
internal record Block<T>(int[] Shape, T[] Items)
{
    /// <summary>The most elements that movements may make of a few.</summary>
    private const int Most = 1 << 18;

    public int Rank => Shape.Length;

    public Block<T> Reshape(int[] shape) => new(shape, Items);

    /// <summary>A block whose elements are those at the places that a function gives.</summary>
    public Block<T> Rearrange(int[] shape, Func<int[], int> from)
    {
        long most = Math.Max(Most, Items.Length);
        long length = shape.Aggregate(1L, (product, extent) => product > most ? product : product * extent);
        if (length > most || shape.Any(extent => extent < 0))
        {
            throw new UnsupportedNodeException("makes a tensor of more values than are followed");
        }

        T[] items = new T[length];
        int[] place = new int[shape.Length];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = Items[from(place)];
            for (int axis = shape.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--)
            {
                place[axis] = 0;
            }
        }

        return new(shape, items);
    }

    public Block<T> Transpose(int[] order)
    {
        int[] strides = Strides();
        return Rearrange([.. order.Select(axis => Shape[axis])], place => order.Select((axis, index) => place[index] * strides[axis]).Sum());
    }

    /// <summary>Every so many entries of an axis.</summary>
    public Block<T> Slice(int axis, int start, int count, int step)
    {
        int[] strides = Strides();
        int[] shape = [.. Shape];
        shape[axis] = count;
        return Rearrange(shape, place => place.Select((at, index) => (index == axis ? start + (at * step) : at) * strides[index]).Sum());
    }

    /// <summary>Entries of an axis by their numbers, whose shape takes the axis' place.</summary>
    public Block<T> Gather(int axis, Block<double> indices)
    {
        int[] strides = Strides();
        int extent = Shape[axis];
        int[] numbers = [.. indices.Items.Select(item => (int)item < 0 ? (int)item + extent : (int)item)];
        if (numbers.Any(number => number < 0 || number >= extent))
        {
            throw new UnsupportedNodeException("takes an entry that does not exist");
        }

        int[] indexStrides = indices.Strides();
        return Rearrange([.. Shape[..axis], .. indices.Shape, .. Shape[(axis + 1)..]], place =>
        {
            int number = 0;
            for (int i = 0; i < indices.Rank; i++)
            {
                number += place[axis + i] * indexStrides[i];
            }

            int from = numbers[number] * strides[axis];
            for (int i = 0; i < Rank; i++)
            {
                from += i == axis ? 0 : place[i < axis ? i : i + indices.Rank - 1] * strides[i];
            }

            return from;
        });
    }

    /// <summary>The block in a larger shape, in which axes of one entry are repeated.</summary>
    public Block<T> Expand(int[] shape)
    {
        int[] strides = Strides();
        int more = shape.Length - Rank;
        if (more < 0 || Shape.Where((extent, axis) => extent != 1 && extent != shape[axis + more]).Any())
        {
            throw new UnsupportedNodeException("joins shapes that do not fit");
        }

        return Rearrange(shape, place => Shape.Select((extent, axis) => extent == 1 ? 0 : place[axis + more] * strides[axis]).Sum());
    }

    public static Block<T> Concat(IReadOnlyList<Block<T>> blocks, int axis)
    {
        if (blocks.Any(block => block.Rank != blocks[0].Rank || block.Shape.Where((extent, i) => i != axis && extent != blocks[0].Shape[i]).Any()))
        {
            throw new UnsupportedNodeException("joins shapes that do not fit");
        }

        int[] shape = [.. blocks[0].Shape];
        shape[axis] = blocks.Sum(block => block.Shape[axis]);
        int outer = shape[..axis].Aggregate(1, (product, extent) => product * extent);
        List<T> items = [];
        for (int row = 0; row < outer; row++)
        {
            foreach (Block<T> block in blocks)
            {
                int length = outer == 0 ? 0 : block.Items.Length / outer;
                items.AddRange(block.Items.AsSpan(row * length, length));
            }
        }

        return new(shape, [.. items]);
    }

    public int[] Strides()
    {
        int[] strides = new int[Rank];
        for (int axis = Rank - 1, stride = 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Shape[axis];
        }

        return strides;
    }
}

/// <summary>A constant of a graph; numbers of all types are doubles.</summary>
/// <param name="Shape">The extents.</param>
/// <param name="Items">The numbers.</param>
/// <param name="IsWhole">True for integers, whose division cuts off.</param>
internal sealed record Constant(int[] Shape, double[] Items, bool IsWhole) : Block<double>(Shape, Items);

/// <summary>A value of a state: that of an input, or the next one of a layer.</summary>
/// <param name="Source">The input's name; null for a layer's.</param>
/// <param name="Layer">The layer; null for an input.</param>
/// <param name="State">The state, for instance <c>h</c>, or <c>backward/h</c>.</param>
/// <param name="Index">Which value of it.</param>
internal sealed record StateElement(string? Source, Graph.Layer? Layer, string State, int Index);

/// <summary>A node cannot be imported; the message continues "node 'x' (Op)".</summary>
internal sealed class UnsupportedNodeException(string reason) : Exception(reason);
