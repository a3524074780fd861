namespace SeqGen.Generator.Layers;

/// <summary>Merges the inputs value by value, and gives each one its gradient: see <see cref="MergeLayer"/>.</summary>
internal sealed class MergePlan(MergeLayer layer, LayerPlanner planner)
    : JoinPlan(planner, layer.Definition.ClassName, planner.Inputs.Max(input => input.Steps), planner.Inputs.Max(input => input.Size))
{
    private const string Merged = "merged";
    private const string OutputGradient = "outputGradient";
    private const string Sum = "sum";

    /// <summary>True where every input has all steps and values: then all steps of a row follow each other in every tensor.</summary>
    private bool IsWhole => Inputs.All(input => !RepeatsSteps(input) && !RepeatsValues(input));

    protected override void Join(KernelWriter k)
    {
        k.Comment($"y = {layer.Definition.Word} of {Inputs.Count} inputs, value by value");
        using (k.Loop("row", Rows))
        {
            DeclareReferences(k, _ => true, (Merged, Output));
            ForPlaces(k, place => k.Store(layer.Merge(Operands(place)), Merged, place.Offset));
        }
    }

    protected override void Divide(KernelWriter k)
    {
        int[] wanted = [.. Enumerable.Range(0, Inputs.Count).Where(index => Inputs[index].Gradient != null)];
        int[] whole = [.. wanted.Where(index => !RepeatsSteps(Inputs[index]) && !RepeatsValues(Inputs[index]))];
        HashSet<string> used = [];
        foreach (int index in wanted)
        {
            GradientAt(new(this, null, 0, used), index);
        }

        k.Comment("The gradient of each input; of what stands for several values, the sum of theirs.");
        using (k.Loop("row", Rows))
        {
            DeclareReferences(k, used.Contains, [(Merged, Output), (OutputGradient, Output.Gradient!), .. wanted.Select(index => (GradientName(index), Inputs[index].Gradient!))]);
            if (wanted.Any(index => RepeatsValues(Inputs[index])))
            {
                ClearPadding(k);
            }

            if (whole.Length > 0)
            {
                ForPlaces(k, place =>
                {
                    foreach (int index in whole)
                    {
                        k.Store(GradientAt(place, index), GradientName(index), place.Offset);
                    }
                });
            }

            foreach (int index in wanted.Except(whole))
            {
                SumGradient(k, index);
            }
        }
    }

    /// <summary>Only values take part in a sum over the values of a step.</summary>
    private void ClearPadding(KernelWriter k)
    {
        using (k.Loop("t", Output.Steps))
        {
            k.Reference("step", Address.Of(OutputGradient, Index.Counter("t") * Output.Stride));
            k.FillPadding("step", Output.Gradient!, 0);
        }
    }

    private void SumGradient(KernelWriter k, int index)
    {
        PlainInput input = Inputs[index];
        if (!RepeatsValues(input))
        {
            k.Map(Output.Stride, i =>
            {
                SumSteps(k, (sum, t) => k.Add(sum, GradientAt(new(this, t, i), index)));
                k.Store(Value.Named(Sum), GradientName(index), i);
            });
        }
        else if (!RepeatsSteps(input))
        {
            using (k.Loop("t", Output.Steps))
            {
                Scalar sum = k.Sum(Sum, Output.Stride, i => GradientAt(new(this, "t", i), index));
                k.Store(sum, Address.Of(GradientName(index), Index.Counter("t") * input.Gradient!.Stride));
            }
        }
        else
        {
            using (k.Scope())
            {
                SumSteps(k, (sum, t) => k.Map(Output.Stride, i => k.Add(sum, GradientAt(new(this, t, i), index))));
                k.Store(Scalar.SumOf(Value.Named(Sum)), GradientName(index));
            }
        }
    }

    private void SumSteps(KernelWriter k, Action<string, Index> add)
    {
        k.Let(Sum, Value.Zero);
        k.SumInParts([Sum], Output.Steps, Output.Steps, "t", [], (sum, _) => add(sum, "t"));
    }

    private Value GradientAt(Place place, int index) =>
        layer.Differentiate(place.Load(OutputGradient), place.Load(Merged), Operands(place), index);

    private IReadOnlyList<Value> Operands(Place place) => new OperandList(place, Inputs.Count);

    /// <summary>Runs <paramref name="body"/> for every vector of a row.</summary>
    private void ForPlaces(KernelWriter k, Action<Place> body)
    {
        if (Output.HasStepsInLanes)
        {
            using (k.Loop("t", Output.Size))
            {
                k.Map(Output.Steps, i => body(new(this, "t", i)));
            }

            return;
        }

        if (IsWhole)
        {
            k.Map(Output.Steps * Output.Stride, i => body(new(this, null, i)));
            return;
        }

        using (k.Loop("t", Output.Steps))
        {
            k.Map(Output.Stride, i => body(new(this, "t", i)));
        }
    }

    private void DeclareReferences(KernelWriter k, Func<string, bool> isUsed, params IReadOnlyList<(string Name, Tensor Tensor)> outputs)
    {
        foreach ((string name, Tensor tensor) in outputs.Where(output => output.Name != Merged || isUsed(Merged)))
        {
            k.Reference(name, tensor.Row);
        }

        for (int index = 0; index < Inputs.Count; index++)
        {
            if (isUsed(InputName(index)))
            {
                k.Reference(InputName(index), Inputs[index].Values.Row);
            }
        }
    }

    private bool RepeatsSteps(PlainInput input) => input.Values.Steps < Output.Steps;

    private bool RepeatsValues(PlainInput input) => input.Values.Size < Output.Size;

    private static string InputName(int index) => $"input{index}";

    private static string GradientName(int index) => $"gradient{index}";

    /// <summary>Some values of a step of a row, and which references were needed to load them.</summary>
    /// <param name="Plan">The layer.</param>
    /// <param name="Step">The step, or the value where steps lie in lanes; null where <paramref name="Lane"/> counts through all steps.</param>
    /// <param name="Lane">The first of the values.</param>
    /// <param name="Used">Gets the names of references that are used, where somebody asks.</param>
    private sealed record Place(MergePlan Plan, Index? Step, Index Lane, HashSet<string>? Used = null)
    {
        public Index Offset => OffsetIn(Plan.Output);

        public Value Load(string reference)
        {
            Used?.Add(reference);
            return Address.Of(reference, Offset).Vector;
        }

        /// <summary>The operand's values here, of which one may stand for all.</summary>
        public Value Operand(int index)
        {
            PlainInput input = Plan.Inputs[index];
            string name = InputName(index);
            Used?.Add(name);
            Index? step = Plan.RepeatsSteps(input) ? null : Step;
            return Plan.RepeatsValues(input)
                ? Value.Broadcast(Address.Of(name, step is null ? 0 : step * input.Values.Stride).Float)
                : Address.Of(name, step is null ? Lane : OffsetIn(input.Values)).Vector;
        }

        private Index OffsetIn(Tensor tensor) => Step is null ? Lane : (Step * (tensor.HasStepsInLanes ? tensor.ValueStride : tensor.Stride)).Unsigned + Lane;
    }

    /// <summary>The operands at a place, loaded only where they are asked for.</summary>
    private sealed class OperandList(Place place, int count) : IReadOnlyList<Value>
    {
        public int Count => count;

        public Value this[int index] => place.Operand(index);

        public IEnumerator<Value> GetEnumerator() => Enumerable.Range(0, count).Select(place.Operand).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
