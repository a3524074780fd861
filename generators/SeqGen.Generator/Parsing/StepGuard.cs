namespace SeqGen.Generator.Parsing;

/// <summary>
/// Runs the steps of the pipeline, each for one model or file. None of them is expected to throw; should one, only that model
/// fails, with a diagnostic that asks for a report, and all others are compiled.
/// </summary>
/// <param name="before">Called before each step with its name and the model's; tests let it throw.</param>
internal sealed class StepGuard(Action<string, string> before)
{
    /// <summary>Runs a step.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="model">The model's name, or the file's.</param>
    /// <param name="run">The step.</param>
    /// <param name="failed">Makes the result of a step that threw, from the arguments of <see cref="DiagnosticCatalog.InternalError"/>.</param>
    /// <param name="cancellation">Checked before the step.</param>
    public T Run<T>(string step, string model, Func<T> run, Func<EquatableArray<string>, T> failed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            before(step, model);
            return run();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return failed([model, step, Describe(exception)]);
        }
    }

    /// <summary>Type, message and the innermost place, on one line.</summary>
    private static string Describe(Exception exception)
    {
        string place = (exception.StackTrace ?? "").Split('\n')[0].Trim();
        return $"{exception.GetType().FullName}: {exception.Message} {place}".Replace("\r", "").Replace('\n', ' ').Trim();
    }
}
