using SeqGen.Data;

namespace SeqGen.Samples.Temperature;

/// <summary>
/// Columns that say how a value has moved, not where it is. A winter that is colder than all of the training part looks
/// alike in them, where the level itself would be new to the model.
/// </summary>
internal static class DifferenceColumns
{
    /// <summary>The table with columns <c>change_n</c>, the change of a column over the last n steps, for each n.</summary>
    public static NumericTable WithChanges(this NumericTable table, string column, params int[] steps)
    {
        float[] values = table[column].ToArray();
        foreach (int distance in steps)
        {
            // Where there is no step so far back the first one is taken.
            table = table.With($"change_{distance}", [.. values.Select((value, step) => value - values[Math.Max(0, step - distance)])]);
        }

        return table;
    }

    /// <summary>The table with columns <c>above_n</c>, how far a column lies above its mean of the last n steps, for each n.</summary>
    public static NumericTable WithDistancesFromMean(this NumericTable table, string column, params int[] steps)
    {
        float[] values = table[column].ToArray();
        foreach (int span in steps)
        {
            float[] above = new float[values.Length];
            double sum = 0;
            for (int step = 0; step < values.Length; step++)
            {
                sum += values[step] - (step >= span ? values[step - span] : 0);
                above[step] = (float)(values[step] - (sum / Math.Min(span, step + 1)));
            }

            table = table.With($"above_{span}", above);
        }

        return table;
    }
}
