namespace SeqGen.Generator.Emission;

/// <summary>Writes a model's description and the layouts of its programs: what the runtime knows of it.</summary>
internal static class DescriptionWriter
{
    public static void Write(CodeWriter code, NetworkPlan plan)
    {
        WriteDescription(code, plan);
        Layout(code, "One", "ProgramLayout", plan.One, plan);
        Layout(code, "Tile", "ProgramLayout", plan.Tile, plan);
        if (plan.Stream != null)
        {
            Layout(code, "Stream", "ProgramLayout", plan.Stream, plan);
            if (plan.Block != null)
            {
                Layout(code, "Block", "ProgramLayout", plan.Block, plan);
            }
        }
        else
        {
            code.Line();
            code.Line("public override ProgramLayout Stream => null;");
        }

        Layout(code, "Training", "TrainingLayout", plan.Train, plan);
    }

    private static void WriteDescription(CodeWriter code, NetworkPlan plan)
    {
        NetworkSpec network = plan.Spec;
        code.Line("private static readonly ModelDescription StaticDescription = new ModelDescription");
        code.Line("{");
        code.Line($"    Name = \"{network.Name}\",");
        code.Line("    Inputs = new[]");
        code.Line("    {");
        foreach (int input in network.Inputs)
        {
            code.Line($"        {Input(plan, input)},");
        }

        code.Line("    },");
        code.Line("    Layers = new[]");
        code.Line("    {");
        for (int i = 0; i < network.Layers.Count; i++)
        {
            LayerSpec layer = network.Layers[i];
            Shape shape = plan.Shapes[i];
            string output = shape.Summary;
            long parameters = plan.Weights.Where(w => w.Name.StartsWith(layer.Name + "/", StringComparison.Ordinal)).Sum(w => (long)w.Length);
            code.Line($"        new LayerDescription {{ Name = \"{layer.Name}\", ClassName = \"{layer.Definition.ClassName}\", OutputShape = \"{output}\", Parameters = {parameters}, Trainable = {Bool(layer.Trainable)} }},");
        }

        code.Line("    },");
        code.Line("    Weights = new WeightDescription[]");
        code.Line("    {");
        foreach (WeightPlan weight in plan.Weights)
        {
            string penalties = (weight.L1 == 0 ? "" : $", L1 = {CodeWriter.Literal(weight.L1)}") + (weight.L2 == 0 ? "" : $", L2 = {CodeWriter.Literal(weight.L2)}");
            code.Line($"        new WeightDescription {{ Name = \"{weight.Name}\", Shape = {(weight.Shape.Count == 0 ? "System.Array.Empty<int>()" : $"new[] {{ {string.Join(", ", weight.Shape)} }}")}, Offset = {weight.Constant}, Initializer = {InitializerText(weight)}, Trainable = {Bool(weight.Trainable)}{penalties} }},");
        }

        code.Line("    },");
        if (network.HasNamedOutputs)
        {
            code.Line("    Outputs = new[]");
            code.Line("    {");
            foreach (OutputSpec output in network.Outputs)
            {
                code.Line($"        {Output(plan, output)},");
            }

            code.Line("    },");
        }
        else
        {
            code.Line($"    Output = {Output(plan, network.Outputs[0])},");
        }

        States(code, "InitialStates", plan.One.Layers.SelectMany(l => l.InitialStates));
        States(code, "FinalStates", plan.One.Layers.SelectMany(l => l.FinalStates));
        if (plan.Stream != null)
        {
            States(code, "StreamStates", plan.Stream.Layers.SelectMany(l => l.StreamStates));
        }
        else
        {
            code.Line($"    StreamObstacle = \"{plan.StreamObstacle}\",");
        }

        bool stateful = network.Layers.Any(l => l is RecurrentLayer { Options.Stateful: true } or BidirectionalLayer { Layer.Options.Stateful: true });
        code.Line($"    Stateful = {Bool(stateful)},");
        if (!network.HasNamedOutputs && network.Outputs[0].Loss is { } loss)
        {
            code.Line($"    Loss = \"{loss.Word}\",");
            code.Line($"    LossFromLogits = {Bool(loss.FromLogits)},");
        }

        code.Line($"    StructureJson = \"{KerasJson.Write(network, plan.Shapes).Replace("\\", "\\\\").Replace("\"", "\\\"")}\",");
        code.Line($"    WeightLength = {plan.WeightLength},");
        code.Line("};");
        code.Line();
        code.Line("public override ModelDescription Description => StaticDescription;");
    }

    private static string Output(NetworkPlan plan, OutputSpec output)
    {
        Shape shape = plan.Shapes[output.Layer];
        string name = output.Name.Length > 0 ? $"Name = \"{output.Name}\", " : "";
        string loss = output.Name.Length > 0 && output.Loss is { } given ? $", Loss = \"{given.Word}\", LossFromLogits = {Bool(given.FromLogits)}" : "";
        string weight = output.LossWeight != 1 ? $", LossWeight = {CodeWriter.Literal(output.LossWeight)}" : "";
        string length = shape.LengthOf is { } input ? $", LengthOf = \"{plan.Spec.InputName(input)}\"" : "";
        string logits = plan.TakesLogitGradient(output) ? "" : ", TakesLogitGradient = false";
        return $"new OutputDescription {{ {name}Steps = {(shape.IsSequence ? shape.Vectors : 0)}, Size = {shape.Size}{length}, Activation = \"{plan.Activations[output.Layer].Word}\"{loss}{weight}{logits} }}";
    }

    private static string Input(NetworkPlan plan, int layer)
    {
        InputLayer input = (InputLayer)plan.Spec.Layers[layer];
        Shape shape = plan.Shapes[layer];
        string kind = shape.Kind switch { ShapeKind.Tokens => "Tokens", ShapeKind.OneHot => "OneHot", _ => "Features" };
        int size = shape.Kind == ShapeKind.Floats ? shape.Size : 1;
        int vocabulary = shape.Kind == ShapeKind.Floats ? 0 : shape.Size;
        float? padValue = PadValue(plan, layer);
        (SequenceSide padding, SequenceSide truncating) = Sides(plan, layer);
        string pad = padValue is null or 0 ? "" : $", PadValue = {CodeWriter.Literal(padValue.Value)}";
        return $"new InputDescription {{ Name = \"{plan.Spec.InputName(layer)}\", Kind = InputKind.{kind}, Length = {(shape.IsSequence ? shape.Vectors : 0)}, Size = {size}, Vocabulary = {vocabulary}, "
            + $"Padding = SequenceSide.{padding}, Truncating = SequenceSide.{truncating}{pad}, HasMask = {Bool(input.Mask)}{(input.IsVariable ? ", IsVariable = true" : "")} }}";
    }

    /// <summary>
    /// Where a shorter sequence of an input is filled up and a longer one cut: as declared; else a length of features is wrong where nothing says that some
    /// steps do not count. Each of several sequences has the declared length.
    /// </summary>
    public static (SequenceSide Padding, SequenceSide Truncating) Sides(NetworkPlan plan, int layer)
    {
        InputLayer input = (InputLayer)plan.Spec.Layers[layer];
        if (plan.Shapes[layer].Sequences > 0)
        {
            return (SequenceSide.Error, SequenceSide.Error);
        }

        SequenceSide undeclared = input is FeaturesLayer { Mask: false } && (input.IsVariable || PadValue(plan, layer) is null) ? SequenceSide.Error : SequenceSide.Pre;
        return (input.IsVariable ? SequenceSide.Post : input.Padding ?? undeclared, input.Truncating ?? undeclared);
    }

    /// <summary>What steps of features are filled up with: the value declared, or that of the masking directly after; null where there is neither.</summary>
    private static float? PadValue(NetworkPlan plan, int layer)
    {
        float[] masked = [.. plan.Spec.ConsumersOf(layer).Select(taker => plan.Spec.Layers[taker]).OfType<MaskingLayer>().Select(masking => masking.MaskValue).Distinct()];
        return (plan.Spec.Layers[layer] as FeaturesLayer)?.PadValue ?? (masked.Length == 1 ? masked[0] : null);
    }

    private static string InitializerText(WeightPlan weight)
    {
        string limits = weight.Initializer.Kind == Model.InitializerKind.Uniform
            ? $", {CodeWriter.Literal(weight.Initializer.Minimum)}, {CodeWriter.Literal(weight.Initializer.Maximum)}"
            : "";
        string seed = weight.Seed == null ? "" : $", Seed: {weight.Seed}";
        return $"new Initializer(InitializerKind.{weight.Initializer.Kind}{limits}{seed})";
    }

    private static void States(CodeWriter code, string property, IEnumerable<StatePlan> states)
    {
        StatePlan[] all = states.ToArray();
        if (all.Length > 0)
        {
            code.Line($"    {property} = new[] {{ {string.Join(", ", all.Select(s => $"new StateDescription {{ Name = \"{s.Name}\", Units = {s.Units} }}"))} }},");
        }
    }

    private static void Layout(CodeWriter code, string property, string type, ProgramPlan program, NetworkPlan plan)
    {
        string created = type.TrimEnd('?');
        code.Line();
        code.Line($"private static readonly {created} Static{property} = new {created}");
        code.Line("{");
        code.Line($"    WorkspaceLength = {program.WorkspaceLength},");
        WriteOutputs(code, program, plan);

        if (program.Slides)
        {
            code.Line($"    Room = {StepSchedule.StreamRoom(program.StreamSteps)},");
        }

        Slots(code, "InitialStates", program.Layers.SelectMany(l => l.InitialStates).Select(s => s.Slot));
        Slots(code, "FinalStates", program.Layers.SelectMany(l => l.FinalStates).Select(s => s.Slot));
        Slots(code, "States", program.Layers.SelectMany(l => l.StreamStates).Select(s => s.Slot));
        if (program.Training)
        {
            code.Line($"    GradientLength = {plan.Gradients.Length},");
            if (plan.GradientStarts.Count > 0)
            {
                code.Line($"    GradientStarts = new[] {{ {string.Join(", ", plan.GradientStarts.Select(part => part.Start))} }},");
            }

            OneOrAll(code, plan, "OutputGradient", program.Outputs.Select(output => Slot(output.Gradient!)));
            Slots(code, "InputGradients", plan.InputGradients);
            Slots(code, "InitialStateGradients", program.Layers.SelectMany(l => l.InitialStates).Select(s => s.Gradient!));
            Slots(code, "FinalStateGradients", program.Layers.SelectMany(l => l.FinalStates).Select(s => s.Gradient!));
            Sums(code, "ForwardSums", program.Layers.SelectMany(l => l.ForwardPhases));
            Sums(code, "BackwardSums", program.Layers.AsEnumerable().Reverse().SelectMany(l => l.BackwardPhases));
            MovingStatisticPlan[] moving = program.Layers.SelectMany(l => l.MovingStatistics).ToArray();
            if (moving.Length > 0)
            {
                string statistics = string.Join(", ", moving.Select(m => $"new MovingStatistic({plan.Weights.IndexOf(m.Weight)}, {ExpressionPrinter.Print(m.Values.Offset)}, {CodeWriter.Literal(m.Momentum)})"));
                code.Line($"    MovingStatistics = new[] {{ {statistics} }},");
            }

            if (plan.Lookups.Count > 0)
            {
                string lookups = string.Join(", ", plan.Lookups.Select(l =>
                    $"new LookupGradient({plan.Weights.IndexOf(l.Weight)}, {l.Tokens.OffsetValue}, {l.Tokens.RowStride}, {l.Prefix}, {l.Steps}, {l.Size}, {l.Stride})"));
                code.Line($"    Lookups = new[] {{ {lookups} }},");
                code.Line($"    LookupRowLength = {plan.LookupRowLength},");
            }
        }

        code.Line("};");
        code.Line();
        code.Line($"public override {type} {property} => Static{property};");
    }

    private static void WriteOutputs(CodeWriter code, ProgramPlan program, NetworkPlan plan)
    {
        OneOrAll(code, plan, "Output", program.Outputs.Select(Slot));
        string[] masks = [.. program.Outputs.Select((output, index) =>
            program.IsScored && output.Mask != null && plan.Shapes[plan.Spec.Outputs[index].Layer].IsSequence ? Slot(output.Mask) : "")];
        if (masks.Any(mask => mask.Length > 0))
        {
            OneOrAll(code, plan, "OutputMask", masks.Select(mask => mask.Length > 0 ? mask : "TensorSlot.None"));
        }
    }

    /// <summary>Writes what there is once for each output; of a model whose output has no name, by itself.</summary>
    private static void OneOrAll(CodeWriter code, NetworkPlan plan, string property, IEnumerable<string> values) =>
        code.Line(plan.Spec.HasNamedOutputs ? $"    {property}s = new[] {{ {string.Join(", ", values)} }}," : $"    {property} = {values.Single()},");

    private static void Sums(CodeWriter code, string property, IEnumerable<BatchPhase> phases)
    {
        BatchPhase[] all = phases.ToArray();
        if (all.Length > 0)
        {
            code.Line($"    {property} = new[] {{ {string.Join(", ", all.Select(p => $"new BatchSum({ExpressionPrinter.Print(p.Sums.Offset)}, {p.Sums.Stride})"))} }},");
        }
    }

    private static void Slots(CodeWriter code, string property, IEnumerable<Tensor> tensors)
    {
        Tensor[] all = tensors.ToArray();
        if (all.Length > 0)
        {
            code.Line($"    {property} = new[] {{ {string.Join(", ", all.Select(Slot))} }},");
        }
    }

    private static string Slot(Tensor tensor)
    {
        // A flattened vector shows its steps: the padding between them is not part of the output.
        int stride = tensor.Stride / tensor.Segments;
        string rows = tensor.RowStride == tensor.Steps * tensor.Stride ? "" : $" {{ RowStride = {tensor.RowStride} }}";
        string values = tensor.HasStepsInLanes ? $" {{ ValueStride = {tensor.ValueStride} }}" : rows;
        return $"new TensorSlot({ExpressionPrinter.Print(tensor.Offset)}, {tensor.Steps * tensor.Segments}, {tensor.SegmentSize}, {stride}){values}";
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
