namespace SeqGen.Generator.Layers;

/// <summary>
/// The steps that a stream's windows see: those of a run, after those that came before it. A short past is moved to the front after each run; a long
/// one stays where it is, in a buffer in which the runs move on until it is rewound.
/// </summary>
internal sealed class StreamPast
{
    private readonly Tensor? _buffer;
    private readonly int _before;
    private readonly int _steps;

    /// <summary>Plans it.</summary>
    /// <param name="planner">Where the layer plans.</param>
    /// <param name="prefix">The start of names in the plan.</param>
    /// <param name="name">The name of the steps, where they are not a long past's.</param>
    /// <param name="window">The windows over the steps of a run.</param>
    /// <param name="size">Values of a step.</param>
    /// <param name="input">The steps of a run, which may lie where they are seen; null where the layer always copies them.</param>
    public StreamPast(LayerPlanner planner, string prefix, string name, Window window, int size, Tensor? input = null)
    {
        _before = (int)window.Before;
        _steps = window.Steps;
        Tensor? buffer = input == null ? null : planner.PastOf(input, _before);
        IsInPlace = buffer != null;
        _buffer = buffer ?? planner.PastBuffer(prefix + "Past", _before, size);
        int seen = (int)window.PaddedSteps;
        Source = _buffer != null ? planner.Sliding(_buffer, seen) : planner.Tensor(prefix + name, seen, size);
    }

    /// <summary>What the windows of a run see.</summary>
    public Tensor Source { get; }

    /// <summary>True where the layer in front writes the steps of a run where they are seen.</summary>
    public bool IsInPlace { get; }

    /// <summary>True where the runs move on in a buffer.</summary>
    public bool Slides => _buffer != null;

    /// <summary>The past as a state of the stream.</summary>
    /// <param name="name">The state's name.</param>
    public StatePlan State(string name)
    {
        Tensor first = _buffer ?? Source;
        return new(name, _before * Source.Stride, first.HasStepsInLanes ? first.Shaped(_before, first.Size, first.Stride) : LayerPlanner.AsOneStep(first, _before)) { Buffer = _buffer };
    }

    /// <summary>Writes what a run leaves for the next one.</summary>
    public void Leave(KernelWriter k)
    {
        if (_buffer != null)
        {
            return;
        }

        k.Comment("The next step sees the steps before it.");
        using (k.Loop("row", k.Rows))
        {
            k.Copy(Source.StepAt(_steps), Source.StepAt(0), _before * Source.Stride);
        }
    }

    /// <summary>Writes what brings the past back to the start of its buffer.</summary>
    public void Rewind(KernelWriter k)
    {
        if (!Source.HasStepsInLanes)
        {
            k.Copy(Source.First, _buffer!.First, _before * Source.Stride);
            return;
        }

        using (k.Loop("value", Source.Size))
        {
            k.Copy(Source.LanesAt("value"), _buffer!.LanesAt("value"), _before);
        }
    }
}
