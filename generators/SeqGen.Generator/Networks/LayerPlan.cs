namespace SeqGen.Generator.Networks;

/// <summary>A part of a layer's method after which training waits for all tiles of the batch.</summary>
/// <param name="Name">What the method's name gets after the layer's.</param>
/// <param name="Sums">A vector that the runtime replaces by its sum over all tiles before the next part runs.</param>
/// <param name="Write">Writes the part's code.</param>
internal sealed record BatchPhase(string Name, Tensor Sums, Action<KernelWriter> Write);

/// <summary>One layer of one program: where its tensors lie, and how its code is written.</summary>
internal abstract class LayerPlan(string identifier, string title, int rows)
{
    protected LayerPlan(LayerPlanner planner, string title)
        : this(planner.Identifier, title, planner.Rows)
    {
        RunsEveryStep = planner.IsStreaming;
        LeavesSum = planner.LeavesSum;
    }

    /// <summary>True where the layer runs at every step of a stream; false where it runs once a sequence.</summary>
    public bool RunsEveryStep { get; protected init; }

    /// <summary>True where the layer may leave its sum open: see <see cref="StepSum"/>.</summary>
    protected bool LeavesSum { get; }

    /// <summary>The layer's name as a C# identifier: the stem of its methods and constants.</summary>
    public string Identifier => identifier;

    /// <summary>The layer as a reader knows it, for instance <c>LSTM(32)</c>.</summary>
    public string Title => title;

    /// <summary>Rows of the program.</summary>
    public int Rows => rows;

    public Tensor Output { get; protected init; } = null!;

    /// <summary>The states after the last step, which other layers may start from.</summary>
    public IReadOnlyList<EndState> EndStates { get; init; } = [];

    /// <summary>The gradients that the layer writes of the final states that it starts from.</summary>
    public IReadOnlyList<EndStateGradient> StateGradients { get; init; } = [];

    /// <summary>States that the caller writes before a run.</summary>
    public IReadOnlyList<StatePlan> InitialStates { get; init; } = [];

    /// <summary>States that the caller reads after a run.</summary>
    public IReadOnlyList<StatePlan> FinalStates { get; init; } = [];

    /// <summary>States that a stream carries.</summary>
    public IReadOnlyList<StatePlan> StreamStates { get; init; } = [];

    /// <summary>The parts of the training program's forward method in front of the last one, where the layer looks at the whole batch.</summary>
    public virtual IReadOnlyList<BatchPhase> ForwardPhases => [];

    /// <summary>The same of its backward method.</summary>
    public virtual IReadOnlyList<BatchPhase> BackwardPhases => [];

    /// <summary>Weights that follow the batch's statistics.</summary>
    public virtual IReadOnlyList<MovingStatisticPlan> MovingStatistics => [];

    /// <summary>False where the layer's output is its input and there is nothing to compute.</summary>
    public virtual bool HasForward => true;

    /// <summary>False where there is no gradient to hand on and no weight to train.</summary>
    public virtual bool HasBackward => true;

    /// <summary>True where a layer that runs at every step of a stream has something to do when the stream begins.</summary>
    public virtual bool HasBegin => false;

    /// <summary>Writes what a layer that runs at every step does when the stream begins.</summary>
    public virtual void Begin(KernelWriter k)
    {
    }

    /// <summary>
    /// True where a stream's step begins with a part that needs nothing of the layers in front: it runs before them in
    /// every other step, and in its place in the others.
    /// </summary>
    public virtual bool StepsEarly => false;

    /// <summary>Writes that part.</summary>
    public virtual void EarlyStep(KernelWriter k)
    {
    }

    /// <summary>True where the past that a stream's steps see moves through a buffer.</summary>
    public virtual bool Slides => false;

    /// <summary>Writes what brings the past back to the buffer's start.</summary>
    public virtual void Rewind(KernelWriter k)
    {
    }

    /// <summary>Writes the body of the forward method.</summary>
    public abstract void Forward(KernelWriter k);

    /// <summary>Writes the body of the backward method; only in the training program.</summary>
    public virtual void Backward(KernelWriter k)
    {
    }
}
