namespace SeqGen.Generator.Layers;

/// <summary>
/// Zoneout of a state (Krueger et al. 2016): with some probability a unit keeps the value of the step before. Training draws that for each
/// row, step and unit; inference takes the expectation, <c>rate * before + (1 - rate) * next</c>.
/// </summary>
internal sealed class Zoneout
{
    private readonly float _rate;
    private readonly DropoutFactors? _shares;

    private Zoneout(Recurrence recurrence, string state, string title, int size, float rate)
    {
        State = state;
        _rate = rate;
        if (recurrence.Planner.Training)
        {
            DropoutUse use = (state == "h", recurrence.Prefix == "Backward") switch
            {
                (true, false) => DropoutUse.OutputZoneout,
                (true, true) => DropoutUse.BackwardOutputZoneout,
                (false, false) => DropoutUse.CellZoneout,
                _ => DropoutUse.BackwardCellZoneout,
            };
            Tensor values = recurrence.Planner.Tensor($"{recurrence.Prefix}{title}Zoneout", recurrence.Steps, size);
            _shares = new(recurrence.Planner, values, rate, recurrence.Layer.Seed, use) { AreShares = true };
        }
    }

    /// <summary>The state.</summary>
    public string State { get; }

    private string SharesNow => State + "Zoneout";

    /// <summary>The buffers that a step walks row by row.</summary>
    public IEnumerable<(string Name, int RowStride)> Rows => _shares == null ? [] : [(SharesNow, _shares.Values.RowStride)];

    /// <summary>Plans the zoneout of a state; null where it has none.</summary>
    public static Zoneout? Plan(Recurrence recurrence, string state, string title, int size)
    {
        float rate = state == "h" ? recurrence.Options.ZoneoutOutput : recurrence.Options.ZoneoutCell;
        return rate == 0 ? null : new(recurrence, state, title, size, rate);
    }

    /// <summary>Writes the start of the forward walk: draws what is kept.</summary>
    public void Start(KernelWriter k)
    {
        if (_shares != null)
        {
            k.Comment($"Zoneout of {State}: a share a row, step and value, 1 where the value of the step before stays, else 0.");
            _shares.Fill(k);
        }
    }

    /// <summary>Declares a step's reference, forward and backward.</summary>
    public void StepReference(KernelWriter k)
    {
        if (_shares != null)
        {
            Recurrence.StepReference(k, SharesNow, _shares.Values);
        }
    }

    /// <summary>The share of the value before at some units.</summary>
    public Value Share(UnitPoint point) => _shares == null ? Value.Constant(_rate) : point.Load(SharesNow);
}
