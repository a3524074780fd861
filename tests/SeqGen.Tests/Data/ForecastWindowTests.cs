using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Data;

public sealed class ForecastWindowTests
{
    private const int Steps = 40;

    private static readonly SequenceMatrix<float> Series = new NumericTable(
        ["t", "square"], [[.. Enumerable.Range(0, Steps)], [.. Enumerable.Range(0, Steps).Select(t => (float)(t * t))]]).ToMatrix();

    private static readonly float[] Targets = [.. Enumerable.Range(0, Steps).Select(t => 1000f + t)];

    [Theory]
    [InlineData(4, 3, 2, 0, null)]
    [InlineData(4, 3, 2, 20, 30)]
    [InlineData(1, 0, 1, 0, 40)]
    [InlineData(10, 24, 1, 5, null)]
    public void Every_target_of_a_part_has_the_window_that_ends_delay_steps_before_it(int length, int delay, int rate, int start, int? end)
    {
        var windows = TimeseriesWindows.Forecast(Series, Targets, length, delay, rate, start, end);

        int first = Math.Max(start, ((length - 1) * rate) + delay);
        windows.Count.ShouldBe((end ?? Steps) - first);
        float[] window = new float[length * 2];
        for (int i = 0; i < windows.Count; i++)
        {
            int target = first + i;
            windows.Target(i).ShouldBe(1000 + target);
            windows.CopyWindow(i, window);
            for (int step = 0; step < length; step++)
            {
                int t = target - delay - ((length - 1 - step) * rate);
                window[2 * step].ShouldBe(t);
                window[(2 * step) + 1].ShouldBe(t * t);
            }
        }
    }

    [Fact]
    public void A_series_that_is_too_short_has_no_window() =>
        TimeseriesWindows.Forecast(Series, Targets, sequenceLength: 40, delay: 1).Count.ShouldBe(0);

    [Fact]
    public void There_is_one_target_a_step() =>
        Should.Throw<ArgumentException>(() => TimeseriesWindows.Forecast(Series, Targets[1..], 4, 1)).Message.ShouldContain("39 targets for 40 steps");
}
