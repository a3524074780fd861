namespace SeqGen.Generator.Networks;

/// <summary>One product of a sum.</summary>
/// <param name="Values">What is multiplied.</param>
/// <param name="StepStride">Floats from what belongs to a step to what belongs to the next.</param>
/// <param name="Runs">The positions from there that are multiplied.</param>
/// <param name="Kernel">The matrix that they are multiplied by.</param>
internal sealed record SumProduct(Tensor Values, int StepStride, IReadOnlyList<Run> Runs, PackedMatrix Kernel);

/// <summary>
/// What a layer gives for each step before its activation: products with kernels, biases, and values that are added as they are. A layer computes its own, or
/// leaves it open (<see cref="LayerPlanner.LeavesSum"/>): then the layer that takes it goes on with it, and the values between them are never stored.
/// </summary>
internal sealed record StepSum
{
    /// <summary>The products, in the order of the layers that they come from.</summary>
    public IReadOnlyList<SumProduct> Products { get; init; } = [];

    /// <summary>Rows that are added to each step.</summary>
    public IReadOnlyList<PackedMatrix> Biases { get; init; } = [];

    /// <summary>Values that are added.</summary>
    public IReadOnlyList<Tensor> Addends { get; init; } = [];

    /// <summary>Write what has to be there before the sum.</summary>
    public IReadOnlyList<Action<KernelWriter>> Before { get; init; } = [];

    /// <summary>Write what is left to do after it.</summary>
    public IReadOnlyList<Action<KernelWriter>> After { get; init; } = [];

    /// <summary>The sum of sums.</summary>
    public static StepSum Of(IReadOnlyList<StepSum> sums) => new()
    {
        Products = [.. sums.SelectMany(sum => sum.Products)],
        Biases = [.. sums.SelectMany(sum => sum.Biases)],
        Addends = [.. sums.SelectMany(sum => sum.Addends)],
        Before = [.. sums.SelectMany(sum => sum.Before)],
        After = [.. sums.SelectMany(sum => sum.After)],
    };

    /// <summary>Writes the sums of all steps.</summary>
    /// <param name="k">Where the code goes.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="results">What the epilogue writes to.</param>
    /// <param name="epilogue">Writes what becomes of a finished row.</param>
    public void Write(KernelWriter k, int steps, IReadOnlyList<(string Name, Tensor Tensor)> results, Action<TilePoint, int> epilogue)
    {
        foreach (Action<KernelWriter> before in Before)
        {
            before(k);
        }

        // The main input's product comes last, since that input was the last to be computed.
        (string Name, SumProduct Product)[] products = [.. Products.Select((product, index) => (index == 0 ? "x" : $"input{index}", product)).Reverse()];
        (string Name, Tensor Tensor)[] addends = [.. Addends.Select((tensor, index) => ($"addend{index}", tensor))];
        string[] biases = [.. Biases.Select((_, index) => index == 0 ? "bias" : $"bias{index}")];
        if (results[0].Tensor.HasStepsInLanes)
        {
            WriteLanes(k, products, biases, addends, results, epilogue);
        }
        else
        {
            WriteRows(k, steps, products, biases, addends, results, epilogue);
        }

        foreach (Action<KernelWriter> after in After)
        {
            after(k);
        }
    }

    /// <summary>Writes them where the steps lie in lanes.</summary>
    private void WriteLanes(
        KernelWriter k, (string Name, SumProduct Product)[] products, string[] biases, (string Name, Tensor Tensor)[] addends, IReadOnlyList<(string Name, Tensor Tensor)> results,
        Action<TilePoint, int> epilogue)
    {
        for (int bias = 0; bias < biases.Length; bias++)
        {
            k.Reference(biases[bias], Biases[bias].First());
        }

        foreach ((string name, Tensor tensor) in products.Select(p => (p.Name, p.Product.Values)).Concat(results).Concat(addends))
        {
            k.Reference(name, tensor);
        }

        k.MultiplyLanes(new()
        {
            Steps = results[0].Tensor.Steps,
            Units = results[0].Tensor.Size,
            Factors = [.. products.Select(p => new LanesFactor(p.Name, p.Product.Values.ValueStride, p.Product.Runs, p.Product.Kernel))],
            Biases = biases,
            Addends = [.. addends.Select(Buffer)],
            Results = [.. results.Select(Buffer)],
            Epilogue = epilogue,
        });

        RowBuffer Buffer((string Name, Tensor Tensor) operand) => new(operand.Name, operand.Tensor.ValueStride);
    }

    private void WriteRows(
        KernelWriter k, int steps, (string Name, SumProduct Product)[] products, string[] biases, (string Name, Tensor Tensor)[] addends,
        IReadOnlyList<(string Name, Tensor Tensor)> results, Action<TilePoint, int> epilogue)
    {
        (string Name, Tensor Tensor, int StepStride)[] rows = [.. results.Concat(addends).Select(operand => (operand.Name, operand.Tensor, operand.Tensor.Stride))];
        k.ForSequences(steps, [.. products.Select(p => (p.Name, p.Product.Values, p.Product.StepStride)), .. rows], (count, stride) =>
        {
            for (int bias = 0; bias < biases.Length; bias++)
            {
                k.Reference(biases[bias], Biases[bias].First());
            }

            Factor[] factors = [.. products.Select(p => new Factor(p.Name, stride(p.Name), p.Product.Runs, p.Product.Kernel))];
            Factor main = factors[factors.Length - 1];
            k.Multiply(new Product
            {
                Rows = count,
                A = main.A,
                ARowStride = main.ARowStride,
                Runs = main.Runs,
                B = main.B,
                Further = [.. factors.Take(factors.Length - 1)],
                Buffers = [.. rows.Select(operand => new RowBuffer(operand.Name, stride(operand.Name)))],
                Initial = biases.Length + addends.Length == 0 ? null
                    : (point, line) => Value.Sum([.. biases.Select(bias => point.LoadShared(bias, line)), .. addends.Select(addend => point.Load(addend.Name, line))]),
                Epilogue = epilogue,
            });
        });
    }
}
