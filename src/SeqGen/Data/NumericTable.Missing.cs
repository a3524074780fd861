namespace SeqGen.Data;

/// <content>What can be done about missing values.</content>
public sealed partial class NumericTable
{
    /// <summary>How many values of a column are missing.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public int MissingIn(string name) => _columns[IndexOf(name)].Count(float.IsNaN);

    /// <summary>Leaves out every row in which a value is missing. Rows that follow each other then need not follow each other in time.</summary>
    /// <param name="names">The columns to look at; all where none is named.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public NumericTable DropMissing(params string[] names)
    {
        float[][] looked = Chosen(names);
        int[] rows = [.. Enumerable.Range(0, Count).Where(row => !looked.Any(column => float.IsNaN(column[row])))];
        return rows.Length == Count ? this : new(
            _names,
            [.. _columns.Select(column => Array.ConvertAll(rows, row => column[row]))],
            _dates is null ? null : Array.ConvertAll(rows, row => _dates[row]));
    }

    /// <summary>A missing value becomes the last one before it. It stays missing where there is none before it.</summary>
    /// <param name="names">The columns to fill; all where none is named.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public NumericTable FillForward(params string[] names) => Replace(names, static (_, column) =>
    {
        float last = float.NaN;
        return Array.ConvertAll(column, value => last = float.IsNaN(value) ? last : value);
    });

    /// <summary>
    /// Missing values become the straight line between their neighbours, or the last value where there is none after
    /// them; they stay missing where there is none before them. The line looks ahead: what is filled so in the
    /// input of a forecast knows later values.
    /// </summary>
    /// <param name="names">The columns to fill; all where none is named.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public NumericTable Interpolate(params string[] names) => Replace(names, static (_, column) =>
    {
        float[] filled = [.. column];
        int last = -1;
        for (int row = 0; row <= column.Length; row++)
        {
            bool isEnd = row == column.Length;
            if (!isEnd && float.IsNaN(column[row]))
            {
                continue;
            }

            for (int gap = last + 1; gap < row && last >= 0; gap++)
            {
                float next = isEnd ? column[last] : column[row];
                filled[gap] = column[last] + (next - column[last]) * (gap - last) / (row - last);
            }

            last = row;
        }

        return filled;
    });

    /// <summary>A missing value becomes the mean of its column in the training part.</summary>
    /// <param name="trainingRows">The training part: so many rows from the start.</param>
    /// <param name="names">The columns to fill; all where none is named.</param>
    /// <exception cref="ArgumentException">There is no such column, or it has no value at all in the training part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The table has fewer rows.</exception>
    public NumericTable FillWithMean(int trainingRows, params string[] names)
    {
        ColumnNormalization statistics = ColumnNormalization.Standard(this, trainingRows, names);
        return Replace([.. statistics.Names], (name, column) =>
        {
            float mean = (float)statistics.CentreOf(name);
            return Array.ConvertAll(column, value => float.IsNaN(value) ? mean : value);
        });
    }

    /// <summary>
    /// The table with one more column for each of the named ones, <c>name_missing</c>: 1 where the value is missing and
    /// 0 elsewhere. Mark before filling.
    /// </summary>
    /// <param name="names">The columns to mark; all where none is named.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public NumericTable MarkMissing(params string[] names)
    {
        NumericTable marked = this;
        foreach (string name in names.Length == 0 ? _names : names)
        {
            marked = marked.With($"{name}_missing", Array.ConvertAll(_columns[IndexOf(name)], value => float.IsNaN(value) ? 1f : 0f));
        }

        return marked;
    }

    internal NumericTable Replace(string[] names, Func<string, float[], float[]> change)
    {
        float[][] columns = [.. _columns];
        foreach (int index in names.Length == 0 ? Enumerable.Range(0, _names.Length) : names.Select(IndexOf))
        {
            columns[index] = change(_names[index], columns[index]);
        }

        return new(_names, columns, _dates);
    }

    private float[][] Chosen(string[] names) => names.Length == 0 ? _columns : [.. names.Select(name => _columns[IndexOf(name)])];
}
