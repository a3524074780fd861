using SeqGen.Data;

namespace SeqGen.Samples.Temperature;

/// <summary>A series, what is to be forecast of it, and how it is divided: by time, the test part last.</summary>
internal sealed record ForecastTask
{
    /// <summary>What the series is, for headlines and figures.</summary>
    public required string Name { get; init; }

    /// <summary>One row an hour, nothing missing.</summary>
    public required NumericTable Table { get; init; }

    /// <summary>The column to forecast.</summary>
    public required string Target { get; init; }

    /// <summary>The columns that the model sees.</summary>
    public required string[] Features { get; init; }

    /// <summary>The training part: so many rows from the start.</summary>
    public required int TrainingEnd { get; init; }

    /// <summary>The first row after the validation part.</summary>
    public required int ValidationEnd { get; init; }

    /// <summary>The first row after the test part.</summary>
    public required int TestEnd { get; init; }

    /// <summary>Hours from the last that the model sees to the one that it forecasts.</summary>
    public required int Horizon { get; init; }

    /// <summary>Hours between two steps of a window.</summary>
    public required int Step { get; init; }

    /// <summary>The forecast that the model corrects: it gives the difference to this one.</summary>
    public required NaiveForecast Reference { get; init; }

    /// <summary>The measured values of the target.</summary>
    public float[] Measured => Table[Target].ToArray();

    /// <summary>What happens to the rows, in words.</summary>
    public string Division => FormattableString.Invariant(
        $"{TrainingEnd:N0} hours to train on, {ValidationEnd - TrainingEnd:N0} to validate and {TestEnd - ValidationEnd:N0} to test with; {Horizon} hours ahead");
}
