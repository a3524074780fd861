using SeqGen.Text;

namespace SeqGen.Data;

/// <summary>
/// Windows that slide over a series, each with its target: what <c>timeseries_dataset_from_array</c> and
/// <c>TimeseriesGenerator</c> of Keras give. A window is copied out of the series when it is asked for.
/// </summary>
public sealed class TimeseriesWindows
{
    private readonly SequenceMatrix<float> _data;
    private readonly float[]? _targets;
    private readonly int _firstStep;
    private readonly int _firstTarget;
    private readonly int _stride;
    private readonly int _rate;
    private readonly bool _reverse;

    private TimeseriesWindows(
        SequenceMatrix<float> data, float[]? targets, int count, int length, int firstStep, int firstTarget, int stride, int rate, bool reverse)
    {
        _data = data;
        _targets = targets;
        Count = count;
        Length = length;
        _firstStep = firstStep;
        _firstTarget = firstTarget;
        _stride = stride;
        _rate = rate;
        _reverse = reverse;
    }

    /// <summary>Number of windows; 0 when the series is too short for one.</summary>
    public int Count { get; }

    /// <summary>Time steps of a window.</summary>
    public int Length { get; }

    /// <summary>Values of a time step.</summary>
    public int Features => _data.Length;

    /// <summary>The windows have targets.</summary>
    public bool HasTargets => _targets is not null;

    /// <summary>
    /// The windows of <c>timeseries_dataset_from_array</c>: window p, with p = 0, stride, 2 stride and so on, holds the
    /// steps start + p + k rate, and its target is <c>targets[start + p]</c>.
    /// </summary>
    /// <param name="data">The series, shape [steps, features].</param>
    /// <param name="targets">A target for each start of a window; null for none.</param>
    /// <param name="sequenceLength">Steps of a window.</param>
    /// <param name="sequenceStride">Steps between the starts of two windows.</param>
    /// <param name="samplingRate">Steps between two steps of a window.</param>
    /// <param name="startIndex">Earlier steps are not used.</param>
    /// <param name="endIndex">This step and later ones are not used; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static TimeseriesWindows FromArray(
        SequenceMatrix<float> data,
        float[]? targets,
        int sequenceLength,
        int sequenceStride = 1,
        int samplingRate = 1,
        int startIndex = 0,
        int? endIndex = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequirePositive(sequenceLength, sequenceStride, samplingRate);
        int end = endIndex ?? data.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, data.Count, nameof(endIndex));
        RequireOrder(startIndex, end);

        long starts = end - startIndex - ((long)(sequenceLength - 1) * samplingRate);
        if (targets is not null)
        {
            // A start without a target is left out.
            starts = Math.Min(starts, targets.Length - startIndex);
        }

        return new TimeseriesWindows(
            data, targets, CountOf(starts, sequenceStride), sequenceLength, startIndex, startIndex, sequenceStride, samplingRate, reverse: false);
    }

    /// <summary>
    /// The windows of <c>TimeseriesGenerator</c>: for row r = start + length, then stride by stride up to the end, the
    /// steps r - length, r - length + rate, ... before r, and the target <c>targets[r]</c>.
    /// </summary>
    /// <param name="data">The series, shape [steps, features].</param>
    /// <param name="targets">A target for each step.</param>
    /// <param name="length">Steps that a window spans; it holds every <paramref name="samplingRate"/>th of them.</param>
    /// <param name="samplingRate">Steps between two steps of a window.</param>
    /// <param name="stride">Steps between two windows.</param>
    /// <param name="startIndex">Earlier steps are not used.</param>
    /// <param name="endIndex">The last row, included; null for the last step.</param>
    /// <param name="reverse">Steps of a window come in reverse order of time.</param>
    /// <exception cref="ArgumentException">There is not one target for each step.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static TimeseriesWindows Generator(
        SequenceMatrix<float> data,
        float[] targets,
        int length,
        int samplingRate = 1,
        int stride = 1,
        int startIndex = 0,
        int? endIndex = null,
        bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(targets);
        RequirePositive(length, stride, samplingRate);
        RequireTargets(data, targets);
        int end = endIndex ?? (data.Count - 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(end, data.Count, nameof(endIndex));
        RequireOrder(startIndex, end);
        int steps = Rounding.Parts(length, samplingRate);
        long rows = (long)end - startIndex - length + 1;
        return new TimeseriesWindows(
            data, targets, CountOf(rows, stride), steps, startIndex, startIndex + length, stride, samplingRate, reverse);
    }

    /// <summary>
    /// The windows of a forecast, one for each target in a part of the series: the target <c>targets[t]</c> comes
    /// <paramref name="delay"/> steps after the last step of its window, so the window holds the steps t - delay -
    /// (sequenceLength - 1) samplingRate, ..., t - delay - samplingRate, t - delay. A window may reach back before the
    /// part: those steps are known when the forecast is made.
    /// </summary>
    /// <param name="data">The series, shape [steps, features].</param>
    /// <param name="targets">A target for each step.</param>
    /// <param name="sequenceLength">Steps of a window; it looks back over (sequenceLength - 1) samplingRate + 1 steps.</param>
    /// <param name="delay">Steps from the end of a window to its target.</param>
    /// <param name="samplingRate">Steps between two steps of a window.</param>
    /// <param name="startIndex">The first target of the part; targets whose window would start before the series are left out.</param>
    /// <param name="endIndex">The first target after the part; null for the end of the series.</param>
    /// <exception cref="ArgumentException">There is not one target for each step.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static TimeseriesWindows Forecast(
        SequenceMatrix<float> data,
        float[] targets,
        int sequenceLength,
        int delay,
        int samplingRate = 1,
        int startIndex = 0,
        int? endIndex = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(targets);
        RequirePositive(sequenceLength, stride: 1, samplingRate);
        ArgumentOutOfRangeException.ThrowIfNegative(delay);
        RequireTargets(data, targets);
        int end = endIndex ?? data.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, data.Count, nameof(endIndex));
        RequireOrder(startIndex, end);

        long lookback = ((long)(sequenceLength - 1) * samplingRate) + delay;
        int firstTarget = (int)Math.Min(end, Math.Max(startIndex, lookback));
        return new TimeseriesWindows(
            data, targets, end - firstTarget, sequenceLength, (int)(firstTarget - lookback), firstTarget, stride: 1, samplingRate, reverse: false);
    }

    /// <summary>Copies a window. Does not allocate.</summary>
    /// <param name="index">Which window, from 0.</param>
    /// <param name="window">Room for <see cref="Length"/> x <see cref="Features"/> values, row-major.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window.</exception>
    public void CopyWindow(int index, Span<float> window)
    {
        RequireWindow(index);
        int start = _firstStep + (index * _stride);
        for (int step = 0; step < Length; step++)
        {
            int position = _reverse ? Length - 1 - step : step;
            _data.Row(start + (step * _rate)).CopyTo(window.Slice(position * Features, Features));
        }
    }

    /// <summary>The target of a window.</summary>
    /// <param name="index">Which window, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such window.</exception>
    /// <exception cref="InvalidOperationException">The windows have no targets.</exception>
    public float Target(int index)
    {
        RequireWindow(index);
        return _targets is null
            ? throw new InvalidOperationException("These windows were made without targets.")
            : _targets[_firstTarget + (index * _stride)];
    }

    /// <summary>All windows, one per row.</summary>
    /// <returns>Shape [<see cref="Count"/>, length x features].</returns>
    public SequenceMatrix<float> ToMatrix()
    {
        var windows = SequenceMatrix<float>.Allocate(Count, Length * Features);
        for (int i = 0; i < Count; i++)
        {
            CopyWindow(i, windows.Row(i));
        }

        return windows;
    }

    private static int CountOf(long starts, int stride) => starts <= 0 ? 0 : (int)((starts + stride - 1) / stride);

    private static void RequirePositive(int length, int stride, int samplingRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samplingRate, 1);
    }

    private static void RequireTargets(SequenceMatrix<float> data, float[] targets)
    {
        if (targets.Length != data.Count)
        {
            throw new ArgumentException($"There are {targets.Length} targets for {data.Count} steps; one for each was expected.", nameof(targets));
        }
    }

    private static void RequireOrder(int startIndex, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startIndex, end);
    }

    private void RequireWindow(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }
}
