namespace SeqGen.Generator.Layers;

/// <summary>
/// In a stream, the product of a layer's state and its recurrent kernel in a method of its own, since it needs nothing of
/// the current step.
/// </summary>
/// <remarks>
/// The matrices of a stack of large layers do not fit the second-level cache. Read in the same order at every step, each
/// is gone again when its turn comes. So every other step begins with the recurrent kernels with which the step before
/// ended. The sums lie in a buffer in both cases, and are the same bit for bit.
/// </remarks>
internal sealed class EarlyProduct
{
    /// <summary>The reference to the sums.</summary>
    public const string SumsNow = "earlySums";

    private readonly Recurrence _recurrence;
    private readonly PackedMatrix _kernel;
    private readonly Tensor _sums;
    private readonly Tensor _turn;
    private readonly string _layer;

    private EarlyProduct(Recurrence recurrence, string name, PackedMatrix kernel)
    {
        LayerPlanner planner = recurrence.Planner;
        _recurrence = recurrence;
        _kernel = kernel;
        _sums = planner.Tensor(name + "Sums", 1, kernel.Columns);
        _turn = planner.TakeTurns();
        _layer = planner.Identifier;
    }

    /// <summary>Plans it for a large layer of a stream after another one with states; null for all others.</summary>
    public static EarlyProduct? Plan(Recurrence recurrence, string name, PackedMatrix kernel) =>
        recurrence.Planner.Kind == ProgramKind.Stream && recurrence.Planner.IsBehindStates
            && StepSchedule.IsLarge(recurrence.RecurrentLength) && recurrence.Options.Normalization == null
            ? new(recurrence, name, kernel)
            : null;

    /// <summary>Writes the product into its buffer.</summary>
    public void Write(KernelWriter k)
    {
        k.Comment("h.U");
        k.Reference("hPrevious", _recurrence.Hidden);
        k.Reference(SumsNow, _sums);
        k.Multiply(new Product
        {
            Rows = 1,
            A = "hPrevious",
            ARowStride = _recurrence.Hidden.RowStride,
            Runs = [new Run(0, _recurrence.StateUnits)],
            B = _kernel,
            Buffers = [new(SumsNow, _sums.RowStride)],
            Epilogue = k.StoreTo(SumsNow),
        });
    }

    /// <summary>Writes the call, for the steps that did not begin with it; returns the sums.</summary>
    public RowBuffer Require(KernelWriter k)
    {
        k.Reference("turn", _turn);
        using (k.If(((Address)"turn").Float.Is(0f)))
        {
            k.CallEarlyStep(LayerMethod.EarlyNameOf(_layer));
        }

        k.Reference(SumsNow, _sums);
        return new(SumsNow, _sums.RowStride);
    }
}
