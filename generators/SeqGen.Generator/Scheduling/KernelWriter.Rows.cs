namespace SeqGen.Generator.Scheduling;

/// <summary>Element-wise work and reductions over whole tensors.</summary>
internal sealed partial class KernelWriter
{
    /// <summary>
    /// Writes <c>target = expression(source)</c> for one row of two tensors of the same steps and size; the source
    /// may lie unpadded. The expression gets the value and its offset in a tensor with stride <paramref name="stride"/>.
    /// </summary>
    public void MapSteps(Tensor source, Tensor target, string from, string to, int stride, Func<Value, Index, Value> expression)
    {
        if (source.Padded)
        {
            Map(source.Steps * source.Stride, i => Store(expression(Load(from, i), i), to, i));
            return;
        }

        Comment("The caller's values are not padded: a step is first copied.");
        using (Loop("step", source.Steps))
        {
            Index step = "step";
            Reference("stepValues", Address.Of(to, step * target.Stride));
            Copy(Address.Of(from, step * source.Stride), "stepValues", source.Size);
            LetOffsets(("start", step.Unsigned * stride));
            Map(target.Stride, i => Store(expression(Load("stepValues", i), Index.Counter("start") + i), "stepValues", i));
        }
    }

    /// <summary>Writes <c>target = expression(source)</c> for two tensors of the same steps and size, whose steps lie in lanes.</summary>
    public void MapLanes(Tensor source, Tensor target, string from, string to, Func<Value, Value> expression)
    {
        using (Loop("value", source.Size))
        {
            Reference("fromSteps", Address.Of(from, Index.Counter("value") * source.ValueStride));
            Reference("toSteps", Address.Of(to, Index.Counter("value") * target.ValueStride));
            Map(source.Steps, i => Store(expression(Load("fromSteps", i)), "toSteps", i));
        }
    }

    /// <summary>Copies the values of all steps from one tensor to another, of which one may be flattened or unpadded.</summary>
    public void CopySteps(Tensor from, Tensor to)
    {
        int segments = System.Math.Max(from.Segments, to.Segments);
        int size = from.Size / segments;
        using (Loop("row", Rows))
        using (Loop("step", from.Steps))
        using (Loop("segment", segments))
        {
            Copy(At(from), At(to), size);
        }

        Address At(Tensor tensor) => tensor.StepAt("step") + Index.Counter("segment") * (tensor.Segments > 1 ? tensor.Stride / tensor.Segments : size);
    }

    /// <summary>
    /// Writes a loop that adds up terms. A long sum is formed of the sums of its parts, these of smaller parts and so on.
    /// </summary>
    /// <param name="sums">The sums, which are declared; one term is added to each in a pass.</param>
    /// <param name="to">The number of passes.</param>
    /// <param name="most">The most that this can be.</param>
    /// <param name="variable">The pass.</param>
    /// <param name="advances">What else changes after each pass.</param>
    /// <param name="add">Adds the term of a sum, by name and index.</param>
    /// <param name="from">The first pass.</param>
    public void SumInParts(
        IReadOnlyList<string> sums, Index to, int most, string variable, IReadOnlyList<Advance> advances, Action<string, int> add, Index? from = null)
    {
        from ??= 0;
        if (most <= SumSchedule.Part)
        {
            using (Loop(variable, from, to, 1, advances))
            {
                ForSums(add);
            }

            return;
        }

        int part = SumSchedule.Part;
        int level = 1;
        for (; (long)part * SumSchedule.Part < most; level++)
        {
            part *= SumSchedule.Part;
        }

        string first = $"{variable}{level}";
        string[] parts = [.. sums.Select(sum => $"{sum}Part{level}")];
        using (Loop(first, from, to, part))
        {
            ForSums((_, index) => Let(parts[index], Value.Zero));
            string end = $"{variable}End{level}";
            Let(end, Index.Min(Index.Counter(first) + part, to));
            SumInParts(parts, end, part, variable, advances, add, first);
            ForSums((sum, index) => Add(sum, Value.Named(parts[index])));
        }

        void ForSums(Action<string, int> write)
        {
            for (int index = 0; index < sums.Count; index++)
            {
                write(sums[index], index);
            }
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> for every float of a row as <see cref="Map"/> does, and declares the sums to which it adds a vector a
    /// pass; those of a long row are formed of the sums of its parts.
    /// </summary>
    /// <param name="length">Floats of the row, a multiple of 16.</param>
    /// <param name="sums">The names of the sums.</param>
    /// <param name="body">Adds to the sums, by the names that the first argument gives them, at the offset that is the second.</param>
    /// <param name="start">What a sum starts from.</param>
    public void MapSums(int length, IReadOnlyList<string> sums, Action<Func<string, string>, Index> body, Value? start = null)
    {
        int part = SumSchedule.Part * Target.Lanes;
        Declare(sum => sum);
        if (length <= part)
        {
            Map(length, i => body(sum => sum, i));
            return;
        }

        using (OffsetLoop("from", 0, length, part))
        {
            Declare(Part);
            LetOffsets(("to", Index.Min(Index.Counter("from") + part, length)));
            using (OffsetLoop("i", "from", "to", Target.Lanes))
            {
                body(Part, "i");
            }

            foreach (string sum in sums)
            {
                Add(sum, Value.Named(Part(sum)));
            }
        }

        static string Part(string sum) => sum + "Part";

        void Declare(Func<string, string> name)
        {
            foreach (string sum in sums)
            {
                Let(name(sum), start ?? Value.Zero);
            }
        }
    }

    /// <summary>Adds a product to a declared vector, rounded once where the target can.</summary>
    public void AddProduct(string sum, Value left, Value right) => Set(sum, Value.MultiplyAdd(left, right, Value.Named(sum)));

    /// <summary>Adds to a sum in a buffer, and keeps what the addition rounds off beside it, for the next one (Kahan 1965).</summary>
    /// <param name="value">What is added.</param>
    /// <param name="sum">The buffer of the sums.</param>
    /// <param name="rest">The buffer of what was rounded off.</param>
    /// <param name="i">The place in both.</param>
    /// <param name="plus">A constant offset from it.</param>
    public void AddExactly(Value value, string sum, string rest, Index i, int plus = 0)
    {
        using (Scope())
        {
            Value before = Let("before", Load(sum, i, plus));
            Value added = Let("added", value - Load(rest, i, plus));
            Value after = Let("after", before + added);
            Store(after - before - added, rest, i, plus);
            Store(after, sum, i, plus);
        }
    }

    /// <summary>Declares a float: the sum of an expression over <paramref name="length"/> floats (a multiple of 16).</summary>
    public Scalar Sum(string name, int length, Func<Index, Value> expression)
    {
        MapSums(length, [name + "Lanes"], (sum, i) => Add(sum(name + "Lanes"), expression(i)));
        return Let(name, Scalar.SumOf(Value.Named(name + "Lanes")));
    }

    /// <summary>Declares a float: the inner product of two vectors, of which one is padded with zeros.</summary>
    public Scalar InnerProduct(string name, string a, string b, int length)
    {
        MapSums(length, [name + "Lanes"], (sum, i) => AddProduct(sum(name + "Lanes"), Load(a, i), Load(b, i)));
        return Let(name, Scalar.SumOf(Value.Named(name + "Lanes")));
    }

    /// <summary>Writes <c>target += factor * source</c>.</summary>
    public void AddScaled(string target, Scalar factor, string source, int length) =>
        Map(length, i => Store(Value.MultiplyAdd(Value.Broadcast(factor), Load(source, i), Load(target, i)), target, i));

    /// <summary>
    /// The exponent below which softmax gives zero: e^-69 is 2^-100, and divided by a sum of at most as many values as a row has it
    /// is still a normal number.
    /// </summary>
    public const float LeastExponent = -69;

    /// <summary>Writes, in place, an activation that takes all values of a step together; nothing for others.</summary>
    public void FinishRows(ActivationSpec activation, string reference, Tensor tensor)
    {
        if (!activation.MixesValues)
        {
            return;
        }

        Reference(reference, tensor);
        if (activation.Kind == ActivationKind.Softmax)
        {
            SoftmaxRows(reference, tensor);
        }
        else
        {
            ForSteps(reference, tensor, "logits", () => LogSoftmaxRow("logits", tensor.Size, tensor.Stride));
        }
    }

    /// <summary>Writes softmax over the last axis, in place.</summary>
    public void SoftmaxRows(string reference, Tensor tensor) => ForSteps(reference, tensor, "logits", () => SoftmaxRow("logits", tensor.Size, tensor.Stride));

    /// <summary>Writes the logarithm of softmax of one row, in place: x - max - ln sum. Padding becomes zero.</summary>
    private void LogSoftmaxRow(string row, int size, int stride)
    {
        Value max = RowMaximum(row, size, stride);
        MapSums(stride, ["total"], (sum, i) =>
        {
            Value shifted = Let("shifted", Load(row, i) - max);
            Add(sum("total"), Math.Call("Exp", shifted, LeastExponent));
            Store(shifted, row, i);
        });
        FillPadding(row, size, stride - size, 0);
        Value total = Let("sum", Value.Broadcast(Scalar.SumOf(Value.Named("total"))));
        Value log = Let("log", LogOfTotal(total));
        Map(stride, i => Store(Load(row, i) - log, row, i));
    }

    /// <summary>The logarithm of a sum of exponentials; what is not a number stays so.</summary>
    public Value LogOfTotal(Value total) => Value.Select(Condition.Equal(total, total), Math.Call("Log", total), total);

    /// <summary>Declares the greatest value of a row, whose padding then is minus infinity.</summary>
    private Value RowMaximum(string row, int size, int stride)
    {
        FillPadding(row, size, stride - size, float.NegativeInfinity);
        Value largest = Let("largest", Value.Constant(float.NegativeInfinity));
        Map(stride, i => Set("largest", Value.MaxNative(largest, Load(row, i))));
        return Let("max", Value.Broadcast(Scalar.MaxOf(largest)));
    }

    /// <summary>
    /// Writes softmax of one row of so many values, padded to <paramref name="stride"/>, in place: e^(x - max) / sum. Padding becomes zero.
    /// </summary>
    public void SoftmaxRow(string row, int size, int stride)
    {
        Value scale = Let("scale", Value.Broadcast(SoftmaxTerms(row, size, stride)));
        Map(stride, i => Store(Load(row, i) * scale, row, i));
    }

    /// <summary>Writes the terms of softmax, e^(x - max) times a constant, in place; padding becomes zero.</summary>
    /// <returns>What they have to be multiplied by: one divided by their sum.</returns>
    public Scalar SoftmaxTerms(string row, int size, int stride)
    {
        Value max = RowMaximum(row, size, stride);
        MapSums(stride, ["total"], (sum, i) =>
        {
            Value term = Let("term", Math.Call("SoftmaxTerm", Load(row, i) - max));
            Add(sum("total"), term);
            Store(term, row, i);
        });
        FillPadding(row, size, stride - size, 0);
        return 1f / Scalar.SumOf(Value.Named("total"));
    }

    /// <summary>Writes <c>gradient = gradient * a'</c> in place; nothing where the caller gives the logits' gradient.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="gradient">The gradient's reference.</param>
    /// <param name="gradients">The gradient.</param>
    /// <param name="output">The output's reference.</param>
    /// <param name="outputs">The activation's values.</param>
    /// <param name="argument">The activation's arguments, where its derivative needs them.</param>
    /// <param name="isOfLogits">Where the loss may already give the gradient of the logits, whether it does.</param>
    public void ActivationGradient(
        ActivationSpec activation, string gradient, Tensor gradients, string output, Tensor outputs, (string Name, Tensor Tensor)? argument, Test? isOfLogits)
    {
        if (activation.Kind == ActivationKind.Linear)
        {
            return;
        }

        Comment("dz = dy * a'(z)");
        using (If(isOfLogits is null ? null : !isOfLogits))
        using (Loop("row", Rows))
        using (Loop("step", gradients.Steps))
        {
            Reference("dz", gradients.StepAfter(gradient, "step"));
            Reference("y", outputs.StepAfter(output, "step"));
            if (argument is { } given)
            {
                Reference("z", given.Tensor.StepAfter(given.Name, "step"));
            }

            if (activation.Kind == ActivationKind.Softmax)
            {
                Comment("dz = y (dy - sum(dy y))");
                MapSums(gradients.Stride, ["products"], (sum, i) => Add(sum("products"), Load("dz", i) * Load("y", i)));
                Value inner = Let("inner", Value.Broadcast(Scalar.SumOf(Value.Named("products"))));
                Map(gradients.Stride, i => Store(Load("y", i) * (Load("dz", i) - inner), "dz", i));
                return;
            }

            if (activation.Kind == ActivationKind.LogSoftmax)
            {
                Comment("dz = dy - e^y sum(dy)");
                FillPadding("dz", gradients, 0);
                Value sum = Let("sum", Value.Broadcast(Sum("total", gradients.Stride, i => Load("dz", i))));
                Map(gradients.Stride, i => Store(Load("dz", i) - (Math.Call("Exp", Load("y", i), LeastExponent) * sum), "dz", i));
                return;
            }

            Map(gradients.Stride, i =>
            {
                Value value = Let("value", Load("y", i));
                Value slope = Let("slope", Load("dz", i));
                Value z = argument == null ? value : Load("z", i);
                Store(Activations.Backward(Math, activation, slope, value, z), "dz", i);
            });
        }
    }

    private void ForSteps(string reference, Tensor tensor, string name, Action body)
    {
        using (Loop("row", Rows))
        using (Loop("step", tensor.Steps))
        {
            Reference(name, tensor.StepAfter(reference, "step"));
            body();
        }
    }

    /// <summary>
    /// Copies the values of step <c>t</c> of row <c>row</c> to a reference and fills up its line with zeros; a flattened
    /// sequence is put together without the padding of its steps.
    /// </summary>
    public void GatherStep(Tensor source, string to, Tensor target)
    {
        using (Loop("segment", source.Segments))
        {
            Copy(SegmentOf(source), Address.Of(to, Index.Counter("segment") * source.SegmentSize), source.SegmentSize);
        }

        FillPadding(to, target, 0);
    }

    private static Address SegmentOf(Tensor tensor) => tensor.StepAt("t") + Index.Counter("segment") * (tensor.Stride / tensor.Segments);

    /// <summary>Copies the values from a reference on to step <c>t</c> of row <c>row</c>: back between the padding of a flattened sequence's steps.</summary>
    public void ScatterStep(string from, Tensor target)
    {
        using (Loop("segment", target.Segments))
        {
            Copy(
                Address.Of(from, Index.Counter("segment") * target.SegmentSize),
                SegmentOf(target),
                target.SegmentSize);
        }
    }

    /// <summary>Runs <paramref name="body"/> for each step of each row (<c>t</c>, <c>row</c>), with a reference to the step of each tensor.</summary>
    public void ForEachStep(IReadOnlyList<(string Name, Tensor Tensor)> tensors, Action body)
    {
        using (Loop("row", Rows))
        using (Loop("t", tensors[0].Tensor.Steps))
        {
            foreach ((string name, Tensor tensor) in tensors)
            {
                Reference(name, tensor.StepAt("t"));
            }

            body();
        }
    }

    /// <summary>Sets the lanes after a step's last value.</summary>
    public void FillPadding(string reference, Tensor tensor, float value) => FillPadding(reference, tensor.Size, tensor.Stride - tensor.Size, value);

    /// <summary>Sets the lanes of a row that hold no column.</summary>
    public void FillPadding(string reference, ColumnLayout columns, float value)
    {
        foreach ((int start, int length) in columns.Padding)
        {
            FillPadding(reference, start, length, value);
        }
    }

    private void FillPadding(string reference, int start, int length, float value)
    {
        if (length > 0)
        {
            Fill(Address.Of(reference, start), length, value);
        }
    }
}
