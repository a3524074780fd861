namespace SeqGen;

/// <summary>Follows a figure of the epochs and knows whether it got better.</summary>
internal sealed class BestValue
{
    private readonly string? _monitor;
    private readonly double _minimumChange;
    private readonly bool? _larger;

    /// <summary>Creates the watch.</summary>
    /// <param name="monitor">The figure's name; null for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="minimumChange">A smaller change does not count.</param>
    /// <param name="larger">True where larger is better; null to tell from the name.</param>
    public BestValue(string? monitor, double minimumChange, bool? larger)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumChange);
        _monitor = monitor;
        _minimumChange = minimumChange;
        _larger = larger;
    }

    public double Best { get; private set; } = double.NaN;

    public void Reset() => Best = double.NaN;

    /// <summary>True where the epoch is the best so far.</summary>
    public bool Improves(EpochResult epoch)
    {
        string name = _monitor ?? (epoch.TryGet("val_loss", out _) ? "val_loss" : "loss");
        double value = epoch[name];
        bool larger = _larger ?? !(name.EndsWith("loss", StringComparison.Ordinal) || name.EndsWith("mae", StringComparison.Ordinal)
            || name.EndsWith("mse", StringComparison.Ordinal) || name.EndsWith("perplexity", StringComparison.Ordinal));
        bool better = double.IsNaN(Best) ? !double.IsNaN(value) : larger ? value > Best + _minimumChange : value < Best - _minimumChange;
        if (better)
        {
            Best = value;
        }

        return better;
    }
}
