namespace SeqGen;

/// <summary>Called at the stages of a fit, and may change its course. Derive from it and override the methods of interest.</summary>
/// <remarks>
/// State belongs to a fit: a callback that keeps some resets it in <see cref="OnFitBegin"/>. To let a training be continued, see
/// <see cref="FitContext.SaveTraining"/>, it also overrides <see cref="SaveState"/> and <see cref="LoadState"/>.
/// </remarks>
public abstract class Callback
{
    /// <summary>Before the first epoch.</summary>
    /// <param name="fit">The current fit.</param>
    public virtual void OnFitBegin(FitContext fit)
    {
    }

    /// <summary>Before an epoch's first step.</summary>
    /// <param name="fit">The current fit.</param>
    public virtual void OnEpochBegin(FitContext fit)
    {
    }

    /// <summary>After every step. An override that does not allocate keeps training free of allocations.</summary>
    /// <param name="fit">The current fit.</param>
    public virtual void OnStepEnd(FitContext fit)
    {
    }

    /// <summary>After an epoch's last step and its validation.</summary>
    /// <param name="fit">The current fit.</param>
    /// <param name="epoch">The figures of the epoch.</param>
    public virtual void OnEpochEnd(FitContext fit, EpochResult epoch)
    {
    }

    /// <summary>After the last epoch, also where a callback or an error ended training.</summary>
    /// <param name="fit">The current fit.</param>
    public virtual void OnFitEnd(FitContext fit)
    {
    }

    /// <summary>
    /// Before a fit ends because all epochs are done, a callback stopped it, or it was cancelled: the last chance to have the
    /// training saved, see <see cref="FitContext.SaveTraining"/>. Not called where an error ends it.
    /// </summary>
    /// <param name="fit">The current fit.</param>
    public virtual void OnFitEnding(FitContext fit)
    {
    }

    /// <summary>
    /// True for a callback that only observes: it changes nothing in the training and has no state to be saved. When a training
    /// is continued, such callbacks may be others than before.
    /// </summary>
    protected internal virtual bool IsObserver => false;

    /// <summary>
    /// Writes settings that have to be the same when training is continued, and the state to continue from. Called after all
    /// callbacks have seen a step or an epoch. By default there is none.
    /// </summary>
    /// <param name="fit">The current fit.</param>
    /// <param name="state">Receives settings and values by name.</param>
    protected internal virtual void SaveState(FitContext fit, StateWriter state)
    {
    }

    /// <summary>Reads the state that <see cref="SaveState"/> wrote. Called after <see cref="OnFitBegin"/> where a training is continued.</summary>
    /// <param name="fit">The current fit.</param>
    /// <param name="state">Returns the values by name.</param>
    protected internal virtual void LoadState(FitContext fit, StateReader state)
    {
    }
}
