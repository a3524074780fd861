namespace SeqGen;

/// <summary>Follows a figure through the epochs of one fit and tells whether it improved.</summary>
internal sealed class BestValue
{
    private readonly double _minimumChange;
    private readonly bool _larger;

    private BestValue(string name, double minimumChange, bool larger)
    {
        Name = name;
        _minimumChange = minimumChange;
        _larger = larger;
    }

    /// <summary>The figure's name.</summary>
    public string Name { get; }

    /// <summary>The best value so far; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>Throws where a change cannot be asked for.</summary>
    public static double CheckChange(double minimumChange) => minimumChange >= 0 && double.IsFinite(minimumChange)
        ? minimumChange
        : throw new ArgumentOutOfRangeException(nameof(minimumChange), minimumChange, "The least change that counts is finite and not negative.");

    /// <summary>Finds the figure among those of a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="owner">Who watches, for messages.</param>
    /// <param name="monitor">The figure's name; null for <c>val_loss</c>, or <c>loss</c> without validation.</param>
    /// <param name="minimumChange">A smaller change does not count.</param>
    /// <param name="larger">True where larger is better; null to tell from the metric and its name.</param>
    /// <exception cref="ArgumentException">The fit has no such figure, or what is better is not known.</exception>
    public static BestValue Of(FitContext fit, Callback owner, string? monitor, double minimumChange, bool? larger)
    {
        string who = owner.GetType().Name;
        IReadOnlyList<string> figures = fit.FigureNames;
        string name = monitor ?? (figures.Contains("val_loss") ? "val_loss" : "loss");
        int index = FigureNames.IndexOf(figures, name);
        if (index < 0)
        {
            string nearest = FigureNames.Nearest(name, figures) is { } other ? $" Did you mean '{other}'?" : "";
            throw new ArgumentException(
                $"{who} watches '{name}', but this fit has no such figure.{nearest} It has {string.Join(", ", figures)}"
                + (figures.Contains("val_loss") ? "." : "; it has no validation data."));
        }

        return new BestValue(figures[index], minimumChange, larger ?? fit.LargerIsBetter(index) ?? throw new ArgumentException(
            $"{who} watches '{name}', and nothing says whether larger or smaller values of it are better: "
            + "set the argument largerIsBetter (Keras' mode), or override LargerIsBetter of the metric."));
    }

    /// <summary>True where the epoch is the best so far.</summary>
    public bool Improves(EpochResult epoch)
    {
        double value = epoch[Name];
        bool better = double.IsNaN(Best) ? !double.IsNaN(value) : _larger ? value > Best + _minimumChange : value < Best - _minimumChange;
        if (better)
        {
            Best = value;
        }

        return better;
    }

    public void SaveState(StateWriter state)
    {
        state.WriteSetting("figure", Name);
        state.WriteSetting("larger is better", _larger);
        state.WriteSetting("minimum change", _minimumChange);
        state.Write("best", Best);
    }

    public void LoadState(StateReader state) => Best = state.ReadDouble("best");
}
