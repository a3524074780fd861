using System.Globalization;

namespace SeqGen.Data;

/// <summary>Reads a <see cref="NumericTable"/> from a file.</summary>
internal sealed class NumericTableReader
{
    private readonly string _path;
    private readonly NumericFormat _format;
    private readonly HashSet<string> _missing;
    private readonly List<DateTime> _dates = [];
    private string[] _header = [];
    private int[] _dateFields = [];
    private Column[] _columns = [];

    public NumericTableReader(string path, NumericFormat format)
    {
        _path = path;
        _format = format;
        _missing = new HashSet<string>(format.Missing, StringComparer.Ordinal) { "" };
    }

    public NumericTable Read()
    {
        using var records = new DelimitedReader(_path, _format.Separator, quoting: true, fields: null, _format.Encoding);
        if (!records.TryReadRecord(out List<string> fields))
        {
            throw new DataFormatException("The file is empty; a record with the names of the columns was expected.", _path);
        }

        ReadHeader(fields, records.LineNumber);
        string[] dates = new string[_dateFields.Length];
        while (records.TryReadRecord(out fields))
        {
            if (fields.Count != _header.Length)
            {
                throw new DataFormatException($"The record has {fields.Count} fields; there are {_header.Length} columns.", _path, records.LineNumber);
            }

            ReadDate(fields, dates, records.LineNumber);
            foreach (Column column in _columns)
            {
                ReadField(column, fields[column.Field].Trim(), records.LineNumber);
            }
        }

        List<string> names = [];
        List<float[]> values = [];
        foreach (Column column in _columns)
        {
            column.AddTo(names, values);
        }

        return values[0].Length > 0
            ? new NumericTable(names, values, _dateFields.Length > 0 ? [.. _dates] : null)
            : throw new DataFormatException("There is no record behind the names of the columns.", _path);
    }

    private void ReadHeader(List<string> fields, int line)
    {
        _header = [.. fields.Select(field => field.Trim())];
        if (_header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new DataFormatException($"The column '{twice.Key}' is there twice.", _path, line);
        }

        IReadOnlyList<string> dateNames = _format.Date?.Names ?? [];
        foreach (string name in dateNames.Concat(_format.Skip).Concat(_format.Categories))
        {
            if (!_header.Contains(name, StringComparer.Ordinal))
            {
                throw new DataFormatException($"There is no column '{name}'. The columns are {string.Join(", ", _header)}.", _path, line);
            }
        }

        _dateFields = [.. dateNames.Select(name => Array.IndexOf(_header, name))];
        _columns =
        [
            .. _header.Select((name, field) => new Column(name, field, _format.Categories.Contains(name)))
                .Where(column => !dateNames.Contains(column.Name) && !_format.Skip.Contains(column.Name)),
        ];
        if (_columns.Length == 0)
        {
            throw new DataFormatException($"No column of numbers is left of {string.Join(", ", _header)}.", _path, line);
        }
    }

    private void ReadDate(List<string> fields, string[] dates, int line)
    {
        if (_format.Date is not { } format)
        {
            return;
        }

        for (int i = 0; i < dates.Length; i++)
        {
            dates[i] = fields[_dateFields[i]];
        }

        _dates.Add(format.Read(dates, out int wrong, out string expected) ?? throw WrongField(_dateFields[wrong], dates[wrong], expected, line));
    }

    private void ReadField(Column column, string field, int line)
    {
        bool isMissing = _missing.Contains(field);
        if (column.Words is { } words)
        {
            words.Add(isMissing ? null : field);
        }
        else if (isMissing)
        {
            column.Values.Add(float.NaN);
        }
        else if (float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value))
        {
            column.Values.Add(value);
        }
        else
        {
            throw WrongField(column.Field, field, $"a number, or {string.Join(" or ", _format.Missing)} where it is missing,", line);
        }
    }

    private DataFormatException WrongField(int field, string found, string expected, int line) => new(
        $"In column '{_header[field]}' (number {field + 1}) {expected} was expected, '{found}' was found.", _path, line);

    private sealed class Column(string name, int field, bool isCategory)
    {
        public string Name => name;

        public int Field => field;

        public List<float> Values { get; } = [];

        /// <summary>The words of a category; <see langword="null"/> for a column of numbers.</summary>
        public List<string?>? Words { get; } = isCategory ? [] : null;

        public void AddTo(List<string> names, List<float[]> columns)
        {
            if (Words is null)
            {
                names.Add(Name);
                columns.Add([.. Values]);
                return;
            }

            foreach (string word in Words.OfType<string>().Distinct().Order(StringComparer.Ordinal))
            {
                names.Add($"{Name}={word}");
                columns.Add([.. Words.Select(found => found == word ? 1f : 0f)]);
            }
        }
    }
}
