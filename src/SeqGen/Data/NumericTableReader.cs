using System.Globalization;

namespace SeqGen.Data;

/// <summary>Reads a <see cref="NumericTable"/> from a file.</summary>
internal sealed class NumericTableReader
{
    private readonly string _path;
    private readonly NumericFormat _format;
    private readonly NumberFormatInfo _numbers;
    private readonly HashSet<string> _missingNumbers;
    private readonly HashSet<string> _missingWords;
    private readonly List<DateTime> _dates = [];
    private string[] _names = [];
    private int[] _dateFields = [];
    private NumericColumn[] _columns = [];
    private int _emptyLines;
    private int _firstEmptyLine;
    private int _rows;

    public NumericTableReader(string path, NumericFormat format)
    {
        format.Validate();
        _path = path;
        _format = format;
        _numbers = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        _numbers.NumberDecimalSeparator = format.DecimalSeparator.ToString();
        _numbers.NumberGroupSeparator = "'";
        _missingNumbers = new HashSet<string>(format.Missing, StringComparer.OrdinalIgnoreCase) { "" };
        _missingWords = new HashSet<string>(format.Missing, StringComparer.Ordinal) { "" };
    }

    public NumericTable Read()
    {
        using var records = new DelimitedReader(_path, _format.Separator, quoting: true, fields: null, _format.Encoding, _format.Limits);
        List<string> fields;
        do
        {
            if (!records.TryReadRecord(out fields))
            {
                throw new DataFormatException(
                    $"The file is empty; a record{(_format.HasHeader ? " with the names of the columns" : "")} was expected.", _path);
            }
        }
        while (records.IsBlank);

        ReadNames(fields, records.LineNumber);
        string[] dates = new string[_dateFields.Length];
        bool isRecord = !_format.HasHeader || records.TryReadRecord(out fields);
        for (; isRecord; isRecord = records.TryReadRecord(out fields))
        {
            if (!IsEmpty(records))
            {
                ReadEmptyLines();
                RequireWidth(fields, records.LineNumber);
                ReadRecord(fields, dates, records.LineNumber);
            }
        }

        return _rows > 0 ? ToTable(records.Position) : throw new DataFormatException("There is no record after the names of the columns.", _path);
    }

    private void ReadNames(List<string> fields, int line)
    {
        // After the last name there may be separators, but nothing else.
        int width = 1 + fields.FindLastIndex(field => !string.IsNullOrWhiteSpace(field));
        _names =
        [
            .. _format.Names.Count > 0 ? _format.Names
                : _format.HasHeader ? fields.Take(width).Select(field => field.Trim())
                : Enumerable.Range(0, width).Select(column => column.ToString(CultureInfo.InvariantCulture)),
        ];
        if (_format.HasHeader && width != _names.Length)
        {
            throw new DataFormatException($"The header names {width} columns, the format {_names.Length}.", _path, line);
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        if (Array.Find(_names, name => !seen.Add(name)) is { } twice)
        {
            throw new DataFormatException($"The column '{Excerpt.Of(twice)}' appears twice.", _path, line);
        }

        IReadOnlyList<string> dateNames = _format.Date?.Names ?? [];
        foreach (string name in dateNames.Concat(_format.Skip).Concat(_format.Categories))
        {
            if (!seen.Contains(name))
            {
                throw new DataFormatException($"There is no column '{Excerpt.Of(name)}'. The columns are {Excerpt.Of(_names)}.", _path, line);
            }
        }

        _dateFields = [.. dateNames.Select(name => Array.IndexOf(_names, name))];
        _columns =
        [
            .. _names.Select((name, field) => new NumericColumn(name, field, _format.Categories.Contains(name)))
                .Where(column => !dateNames.Contains(column.Name) && !_format.Skip.Contains(column.Name)),
        ];
        if (_columns.Length == 0)
        {
            throw new DataFormatException($"No column of numbers is left of {Excerpt.Of(_names)}.", _path, line);
        }
    }

    /// <summary>Counts lines without anything in them: what they are depends on whether a record follows.</summary>
    private bool IsEmpty(DelimitedReader records)
    {
        if (!records.IsEmptyLine && !(records.IsBlank && _dateFields.Length > 0))
        {
            return false;
        }

        _firstEmptyLine = _emptyLines++ == 0 ? records.LineNumber : _firstEmptyLine;
        return true;
    }

    private void ReadEmptyLines()
    {
        if (_emptyLines > 0 && _dateFields.Length == 0 && !_format.SkipEmptyLines)
        {
            if (_names.Length > 1 && _rows > 0)
            {
                throw new DataFormatException(
                    "There is an empty line between two records: is it a step of which all values are missing, or nothing? "
                    + $"Write the separators of a step, or set {nameof(NumericFormat.SkipEmptyLines)}.",
                    _path, _firstEmptyLine);
            }

            for (int i = 0; i < _emptyLines && _names.Length == 1; i++)
            {
                _columns[0].AddMissing();
                _rows++;
            }
        }

        _emptyLines = 0;
    }

    private void RequireWidth(List<string> fields, int line)
    {
        if (fields.Count < _names.Length
            || (fields.Count > _names.Length && fields.FindIndex(_names.Length, field => !string.IsNullOrWhiteSpace(field)) >= 0))
        {
            throw new DataFormatException($"The record has {fields.Count} fields; there are {_names.Length} columns.", _path, line);
        }
    }

    private void ReadRecord(List<string> fields, string[] dates, int line)
    {
        _rows++;
        if (_format.Date is { } format)
        {
            for (int i = 0; i < dates.Length; i++)
            {
                dates[i] = fields[_dateFields[i]];
            }

            _dates.Add(format.Read(dates, out int wrong, out string expected) ?? throw WrongField(_dateFields[wrong], dates[wrong], expected, line));
        }

        foreach (NumericColumn column in _columns)
        {
            string field = fields[column.Field].Trim();
            if (column.IsCategory)
            {
                column.Add(_missingWords.Contains(field) ? null : field);
            }
            else if (_missingNumbers.Contains(field))
            {
                column.AddMissing();
            }
            else
            {
                column.Add(ReadNumber(column, field, line));
            }
        }
    }

    private float ReadNumber(NumericColumn column, string field, int line)
    {
        if (float.TryParse(field, NumberStyles.Float, _numbers, out float value) && float.IsFinite(value))
        {
            return value;
        }

        char other = _format.DecimalSeparator == '.' ? ',' : '.';
        bool isOther = field.AsSpan().Count(other) == 1 && !field.Contains(_format.DecimalSeparator)
            && float.TryParse(field.Replace(other, _format.DecimalSeparator), NumberStyles.Float, _numbers, out _);
        string expected = $"a number, or {string.Join(" or ", _format.Missing)} where it is missing,"
            + (isOther ? $" with '{_format.DecimalSeparator}' before the fraction (see {nameof(NumericFormat.DecimalSeparator)}; thousands have no separator)" : "");
        throw WrongField(column.Field, field, expected, line);
    }

    private NumericTable ToTable(long bytes)
    {
        List<string> names = [];
        List<float[]> values = [];
        long most = _format.Limits.MostBytesOf(bytes);
        foreach (NumericColumn column in _columns)
        {
            most -= column.AddTo(names, values, most, _path);
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        if (names.Find(name => !seen.Add(name)) is { } twice)
        {
            throw new DataFormatException($"The column '{Excerpt.Of(twice)}' appears twice: as a column, and as a word of one.", _path);
        }

        return names.Count == 0
            ? throw new DataFormatException("There is no column but those of words, and not one word.", _path)
            : new NumericTable(names, values, _dateFields.Length > 0 ? [.. _dates] : null);
    }

    private DataFormatException WrongField(int field, string found, string expected, int line) => new(
        $"In column '{Excerpt.Of(_names[field])}' (number {field + 1}) {expected} was expected, '{Excerpt.Of(found)}' was found.", _path, line);
}
