using System.Globalization;
using SeqGen.Text;

namespace SeqGen.Data;

/// <summary>
/// Named columns of numbers, one row per time step, with or without a date for each row. A missing value is NaN. A table
/// never changes: what changes columns or rows gives a new one, and shares the columns that stay.
/// </summary>
public sealed partial class NumericTable
{
    private readonly string[] _names;
    private readonly float[][] _columns;
    private readonly DateTime[]? _dates;

    /// <summary>A table of columns that the caller has computed; they are not copied.</summary>
    /// <param name="names">The name of each column.</param>
    /// <param name="columns">The values of each column, all of one length; NaN where one is missing.</param>
    /// <param name="dates">The date of each row, or <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">Names and columns differ in number, a name appears twice, or lengths differ.</exception>
    public NumericTable(IReadOnlyList<string> names, IReadOnlyList<float[]> columns, DateTime[]? dates = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(columns);
        if (names.Count != columns.Count || names.Count == 0)
        {
            throw new ArgumentException($"There are {names.Count} names for {columns.Count} columns; a table has at least one column.", nameof(names));
        }

        if (names.Contains(null!) || columns.Contains(null!))
        {
            throw new ArgumentException("A name or a column is null.", names.Contains(null!) ? nameof(names) : nameof(columns));
        }

        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The column '{twice.Key}' appears twice.", nameof(names));
        }

        Count = columns[0].Length;
        if (columns.FirstOrDefault(column => column.Length != Count) is { } other || (dates is not null && dates.Length != Count))
        {
            throw new ArgumentException($"All columns, and the dates, have the {Count} rows of the first column.", nameof(columns));
        }

        _names = [.. names];
        _columns = [.. columns];
        _dates = dates;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Names => _names.AsReadOnly();

    /// <summary>The date of each row; empty where the table has none.</summary>
    public ReadOnlySpan<DateTime> Dates => _dates;

    /// <summary>The values of a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public ReadOnlySpan<float> this[string name] => _columns[IndexOf(name)];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file: plain, gzip, or a zip archive with one file in it. LF, CR LF or CR alone ends a line.</param>
    /// <param name="format">How it is written; <see cref="NumericFormat.Csv"/> where not given.</param>
    /// <exception cref="DataFormatException">
    /// The file is missing or damaged, a named column is missing, a record is too long or has more or fewer fields than there are
    /// columns, or a field is neither a number nor missing; with file, line and column.
    /// </exception>
    /// <exception cref="ArgumentException">The settings of the format contradict each other.</exception>
    public static NumericTable Load(string path, NumericFormat? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new NumericTableReader(path, format ?? NumericFormat.Csv).Read();
    }

    /// <summary>Some columns, in the given order.</summary>
    /// <param name="names">Their names.</param>
    /// <exception cref="ArgumentException">There is no such column, or one is named twice.</exception>
    public NumericTable Select(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new(names, [.. names.Select(name => _columns[IndexOf(name)])], _dates);
    }

    /// <summary>Some rows that follow each other.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    public NumericTable Rows(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new(_names, [.. _columns.Select(column => column.AsSpan(start, count).ToArray())], _dates?.AsSpan(start, count).ToArray());
    }

    /// <summary>The table with one more column, or with another in place of the one of that name.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One value per row; not copied.</param>
    /// <exception cref="ArgumentException">There is not one value per row.</exception>
    public NumericTable With(string name, float[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        int index = Array.IndexOf(_names, name);
        if (index < 0)
        {
            return new([.. _names, name], [.. _columns, values], _dates);
        }

        float[][] columns = [.. _columns];
        columns[index] = values;
        return new(_names, columns, _dates);
    }

    /// <summary>
    /// The table with two more columns that say where in a period each row lies, for instance <c>day_sin</c> and
    /// <c>day_cos</c>: sine and cosine of the share of the period that has passed, so that its end is next to its start.
    /// </summary>
    /// <param name="period">The period.</param>
    /// <exception cref="InvalidOperationException">The table has no dates.</exception>
    public NumericTable WithCycle(CalendarPeriod period)
    {
        if (_dates is null)
        {
            throw new InvalidOperationException("The table has no dates: name their column in the format, or give them to the constructor.");
        }

        float[] sine = new float[Count];
        float[] cosine = new float[Count];
        for (int row = 0; row < Count; row++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * period.ShareOf(_dates[row]));
            (sine[row], cosine[row]) = ((float)s, (float)c);
        }

        return With($"{period.Word()}_sin", sine).With($"{period.Word()}_cos", cosine);
    }

    /// <summary>All columns as rows of features, what windows slide over.</summary>
    /// <returns>Shape [<see cref="Count"/>, columns].</returns>
    /// <exception cref="InvalidOperationException">A value is missing; the text says in which column and row.</exception>
    public SequenceMatrix<float> ToMatrix()
    {
        RequireComplete();
        var matrix = SequenceMatrix<float>.Allocate(Count, _columns.Length);
        for (int row = 0; row < Count; row++)
        {
            Span<float> values = matrix.Row(row);
            for (int column = 0; column < values.Length; column++)
            {
                values[column] = _columns[column][row];
            }
        }

        return matrix;
    }

    private int IndexOf(string name)
    {
        int index = Array.IndexOf(_names, name);
        return index >= 0
            ? index
            : throw new ArgumentException($"There is no column '{name}'. The columns are {string.Join(", ", _names)}.", nameof(name));
    }

    private void RequireComplete()
    {
        for (int column = 0; column < _columns.Length; column++)
        {
            int row = Array.FindIndex(_columns[column], float.IsNaN);
            if (row >= 0)
            {
                string date = _dates is null ? "" : _dates[row].ToString(", yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                throw new InvalidOperationException(
                    $"The column '{_names[column]}' has {MissingIn(_names[column])} missing values, the first in row {row}{date}. Fill them or drop their rows first.");
            }
        }
    }
}
