namespace SeqGen.Samples.Temperature;

/// <summary>A forecast without a model, from values that are known <c>horizon</c> steps before.</summary>
/// <param name="Name">What it takes.</param>
/// <param name="At">Gives the forecast of a step from series, step and horizon; reads nothing after step - horizon.</param>
internal sealed record NaiveForecast(string Name, Func<float[], int, int, float> At)
{
    /// <summary>No forecast reads further back than this, before step - horizon.</summary>
    public const int Reach = 3 * Day;

    private const int Day = 24;

    /// <summary>The last value that is known.</summary>
    public static NaiveForecast LastValue { get; } = new("the last value", static (series, step, horizon) => series[step - horizon]);

    /// <summary>The last value that is known for the same time of day.</summary>
    public static NaiveForecast SameTime { get; } = new("the last value at the same time of day", static (series, step, horizon) => series[step - DaysBack(horizon)]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NaiveForecast> All { get; } =
    [
        LastValue,
        SameTime,
        new("the mean of the last three values at the same time of day", static (series, step, horizon) =>
        {
            int last = step - DaysBack(horizon);
            return (series[last] + series[last - Day] + series[last - (2 * Day)]) / 3;
        }),
        new("the mean of the last 24 hours", static (series, step, horizon) =>
        {
            double sum = 0;
            for (int hour = 0; hour < Day; hour++)
            {
                sum += series[step - horizon - hour];
            }

            return (float)(sum / Day);
        }),
    ];

    /// <summary>The mean absolute error over a part of a series, in its own unit.</summary>
    /// <param name="series">The measured values.</param>
    /// <param name="start">The first step to forecast.</param>
    /// <param name="end">The first step after the part.</param>
    /// <param name="horizon">Steps ahead.</param>
    public double MeanAbsoluteError(float[] series, int start, int end, int horizon)
    {
        double sum = 0;
        for (int step = start; step < end; step++)
        {
            sum += Math.Abs(series[step] - At(series, step, horizon));
        }

        return sum / (end - start);
    }

    private static int DaysBack(int horizon) => (horizon + Day - 1) / Day * Day;
}
