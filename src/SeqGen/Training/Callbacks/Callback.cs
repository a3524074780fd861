namespace SeqGen;

/// <summary>Is told what happens in a fit, and may change its course. Derive and override what is of interest.</summary>
public abstract class Callback
{
    /// <summary>Before the first epoch.</summary>
    /// <param name="fit">The fit under way.</param>
    public virtual void OnFitBegin(FitContext fit)
    {
    }

    /// <summary>Before an epoch's first step.</summary>
    /// <param name="fit">The fit under way.</param>
    public virtual void OnEpochBegin(FitContext fit)
    {
    }

    /// <summary>After every step. Whoever does not allocate here keeps training free of allocations.</summary>
    /// <param name="fit">The fit under way.</param>
    public virtual void OnStepEnd(FitContext fit)
    {
    }

    /// <summary>After an epoch's last step and its validation.</summary>
    /// <param name="fit">The fit under way.</param>
    /// <param name="epoch">The figures of the epoch.</param>
    public virtual void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
    }

    /// <summary>After the last epoch, also where a callback or an error ended training.</summary>
    /// <param name="fit">The fit under way.</param>
    public virtual void OnFitEnd(FitContext fit)
    {
    }
}
