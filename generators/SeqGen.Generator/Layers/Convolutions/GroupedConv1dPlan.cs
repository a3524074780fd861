namespace SeqGen.Generator.Layers;

/// <summary>A convolution for each group, of its block of the input's values; the blocks of filters are put side by side.</summary>
internal sealed class GroupedConv1dPlan : LayerPlan
{
    private readonly Tensor _input;
    private readonly (Tensor Input, Conv1dPlan Convolution)[] _groups;

    public GroupedConv1dPlan(Conv1dLayer layer, LayerPlanner planner, Tensor input)
        : base(planner, $"Conv1D({layer.Filters}, {layer.KernelSize}, {layer.Groups} groups{OutputActivation.InTitle(layer.Activation)})")
    {
        _input = input;
        int filters = layer.Filters / layer.Groups;
        Conv1dLayer one = layer with { Filters = filters, Groups = 1 };
        _groups = [.. Enumerable.Range(0, layer.Groups).Select(group =>
        {
            string prefix = $"Group{group}";
            Tensor block = planner.Tensor(prefix + "Steps", input.Steps, input.Size / layer.Groups);
            block.Mask = input.PresentSteps;
            if (planner.Training && input.Gradient is { } gradient)
            {
                block.Gradient = planner.Tensor(prefix + "StepsGradient", input.Steps, block.Size);
                block.GradientCondition = input.GradientCondition;
            }

            return (block, new Conv1dPlan(one, planner, block, new(prefix, "kernel", group * filters, layer.Filters)));
        })];
        Output = planner.Tensor("Values", _groups[0].Convolution.Output.Steps, layer.Filters);
        Output.Mask = input.PresentSteps;
        Output.Gradient = planner.Training ? planner.Tensor("OutputGradient", Output.Steps, layer.Filters) : null;
        StreamStates = [.. _groups.SelectMany(group => group.Convolution.StreamStates)];
    }

    private int Block => _groups[0].Input.Size;

    private int Filters => _groups[0].Convolution.Output.Size;

    public override void Forward(KernelWriter k)
    {
        k.Comment("Each group's block of values.");
        ForSteps(k, _input.Steps, (group, place) => k.Copy(_input.StepAt("t") + place * Block, group.Input.StepAt("t"), Block));
        foreach ((_, Conv1dPlan convolution) in _groups)
        {
            using (k.Scope())
            {
                convolution.Forward(k);
            }
        }

        k.Comment("The groups' filters, side by side.");
        ForSteps(k, Output.Steps, (group, place) => k.Copy(group.Convolution.Output.StepAt("t"), Output.StepAt("t") + place * Filters, Filters));
    }

    public override bool Slides => _groups.Any(group => group.Convolution.Slides);

    public override void Rewind(KernelWriter k)
    {
        foreach ((_, Conv1dPlan convolution) in _groups)
        {
            convolution.Rewind(k);
        }
    }

    public override void Backward(KernelWriter k)
    {
        ForSteps(k, Output.Steps, (group, place) => k.Copy(Output.Gradient!.StepAt("t") + place * Filters, group.Convolution.Output.Gradient!.StepAt("t"), Filters));
        foreach ((_, Conv1dPlan convolution) in _groups)
        {
            using (k.Scope())
            {
                convolution.Backward(k);
            }
        }

        if (_input.Gradient is { } target)
        {
            using (k.If(_input.GradientCondition))
            {
                ForSteps(k, _input.Steps, (group, place) => k.Copy(group.Input.Gradient!.StepAt("t"), target.StepAt("t") + place * Block, Block));
            }
        }
    }

    private void ForSteps(KernelWriter k, int steps, Action<(Tensor Input, Conv1dPlan Convolution), int> body)
    {
        using (k.Loop("row", Rows))
        using (k.Loop("t", steps))
        {
            for (int group = 0; group < _groups.Length; group++)
            {
                body(_groups[group], group);
            }
        }
    }
}
