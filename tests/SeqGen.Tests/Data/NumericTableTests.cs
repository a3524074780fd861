using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Data;

public sealed class NumericTableTests : IDisposable
{
    private static readonly NumericFormat Hours = new()
    {
        Date = DateColumns.Parts("year", "month", "day", "hour"),
        Skip = ["No"],
        Categories = ["wind"],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Numbers_dates_words_and_missing_values()
    {
        NumericTable table = NumericTable.Load(
            _folder.Write("a.csv", "No,year,month,day,hour,pm,wind,temp\n1,2010,12,31,23,NA,NW,-4.5\r\n2,2011,1,1,0,\"12\",,1e1\n\n3,2011,1,1,1,,SE,0\n"), Hours);

        table.Names.ShouldBe(["pm", "wind=NW", "wind=SE", "temp"]);
        table["pm"].ToArray().ShouldBe([float.NaN, 12, float.NaN]);
        table["wind=NW"].ToArray().ShouldBe([1, 0, 0]);
        table["wind=SE"].ToArray().ShouldBe([0, 0, 1]);
        table["temp"].ToArray().ShouldBe([-4.5f, 10, 0]);
        table.Dates.ToArray().ShouldBe([new(2010, 12, 31, 23, 0, 0), new(2011, 1, 1), new(2011, 1, 1, 1, 0, 0)]);
        table.MissingIn("pm").ShouldBe(2);
    }

    [Theory]
    [InlineData("2016-07-01 06:30:00", null, 2016, 7, 1, 6, 30)]
    [InlineData("1949-03", null, 1949, 3, 1, 0, 0)]
    [InlineData("01.02.2009 00:10:00", null, 2009, 2, 1, 0, 10)]
    [InlineData("02/01/2009 05", "MM/dd/yyyy HH", 2009, 2, 1, 5, 0)]
    public void Dates_in_one_column(string text, string? format, int year, int month, int day, int hour, int minute) =>
        NumericTable.Load(_folder.Write("a.csv", $"when,x\n{text},1\n"), new NumericFormat { Date = DateColumns.Named("when", format) })
            .Dates[0].ShouldBe(new DateTime(year, month, day, hour, minute, 0));

    [Theory]
    [InlineData("", null, "The file is empty")]
    [InlineData("No,year,month,day,hour,wind,temp\n", null, "no record after the names")]
    [InlineData("No,year,month,day,hour,temp,wind,temp\n", 1, "'temp' appears twice")]
    [InlineData("No,year,month,day,wind,temp\n1,2010,1,1,NW,0\n", 1, "There is no column 'hour'. The columns are No, year")]
    [InlineData("No,year,month,day,hour,wind\n1,2010,1,1,0,NW\n", null, null)]
    [InlineData("No,year,month,day,hour,wind,temp\n1,2010,1,1,0,NW\n", 2, "has 6 fields; there are 7 columns")]
    [InlineData("No,year,month,day,hour,wind,temp\n1,2010,1,1,0,NW,1\n2,2010,2,29,0,NW,1\n", 3, "In column 'day' (number 4) a day from 1 to 28 was expected, '29' was found")]
    [InlineData("No,year,month,day,hour,wind,temp\n1,2010,1,1,0,NW,cold\n", 2, "In column 'temp' (number 7) a number, or NA or NaN where it is missing, was expected, 'cold' was found")]
    [InlineData("No,year,month,day,hour,wind,temp\n1,2010,1,1,0,NW,Infinity\n", 2, "'Infinity' was found")]
    public void What_is_wrong_is_said_with_line_and_column(string content, int? line, string? message)
    {
        string path = _folder.Write("a.csv", content);
        if (message is null)
        {
            NumericTable.Load(path, Hours).Names.ShouldBe(["wind=NW"]);
            return;
        }

        DataFormatException error = Should.Throw<DataFormatException>(() => NumericTable.Load(path, Hours));
        error.Message.ShouldContain(message);
        error.Line.ShouldBe(line);
    }

    [Fact]
    public void Decimal_commas_and_separators_at_line_ends()
    {
        // As the air quality data of UCI: a date and a time column, and separators after everything.
        NumericFormat format = NumericFormat.DecimalComma with { Date = DateColumns.DateAndTime("Date", "Time", "dd/MM/yyyy", "HH.mm.ss"), Missing = ["-200"] };
        NumericTable table = NumericTable.Load(
            _folder.Write("a.csv", "\uFEFFDate;Time;CO(GT);T;;\r\n10/03/2004;18.00.00;2,6;-200;;\r\n10/03/2004;19.00.00;\"1.5e-1\";13;;\r\n;;;;;\r\n".Replace("1.5e-1", "1,5e-1")), format);

        table.Names.ShouldBe(["CO(GT)", "T"]);
        table["CO(GT)"].ToArray().ShouldBe([2.6f, 0.15f]);
        table["T"].ToArray().ShouldBe([float.NaN, 13]);
        table.Dates.ToArray().ShouldBe([new(2004, 3, 10, 18, 0, 0), new(2004, 3, 10, 19, 0, 0)]);
    }

    [Theory]
    [InlineData("a;b\n1,5;1.000,5\n", "'1.000,5' was found")]
    [InlineData("a;b\n1,5;1.5\n", "with ',' before the fraction")]
    [InlineData("a;b\n1,5;1 000\n", "'1 000' was found")]
    [InlineData("a;b\n1,5;1'000\n", "was found")]
    [InlineData("a;b\n1,5;2,5,1\n", "'2,5,1' was found")]
    public void Numbers_in_another_notation_are_refused(string content, string message) =>
        Should.Throw<DataFormatException>(() => NumericTable.Load(_folder.Write("a.csv", content), NumericFormat.DecimalComma)).Message.ShouldContain(message);

    [Theory]
    [InlineData("a,b\n\"1,5\",2\n", "with '.' before the fraction")]
    [InlineData("a,b\n\"1,234,567\",2\n", "'1,234,567' was found")]
    [InlineData("a,b\n1,2,3\n", "has 3 fields; there are 2 columns")]
    [InlineData("a,b,\n1,2,3\n", "has 3 fields; there are 2 columns")]
    public void A_decimal_comma_is_never_guessed(string content, string message) =>
        Should.Throw<DataFormatException>(() => NumericTable.Load(_folder.Write("a.csv", content))).Message.ShouldContain(message);

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b,\n1,2,\n3,4,\n")]
    [InlineData("a,b\n1,2,\n3,4\n")]
    [InlineData("a,b,,\n1,2\n3,4,,,\n\n \n")]
    [InlineData("\uFEFFa,b\r1,2\r3,4\r")]
    [InlineData("sep=,\na,b\r\n1,2\r3,4")]
    [InlineData("\n\na,b\n\n1,2\n3,4\n")]
    public void The_same_table_in_many_ways(string content)
    {
        NumericTable table = NumericTable.Load(_folder.Write("a.csv", content));
        table.Names.ShouldBe(["a", "b"]);
        table["a"].ToArray().ShouldBe([1, 3]);
        table["b"].ToArray().ShouldBe([2, 4]);
    }

    [Fact]
    public void Tables_without_a_header()
    {
        string path = _folder.Write("a.csv", "1,2,\n3,NaN,\n,nan\n");
        NumericTable table = NumericTable.Load(path, new NumericFormat { HasHeader = false });
        table.Names.ShouldBe(["0", "1"]);
        table["0"].ToArray().ShouldBe([1, 3, float.NaN]);
        table["1"].ToArray().ShouldBe([2, float.NaN, float.NaN]);
        NumericTable.Load(path, new NumericFormat { HasHeader = false, Names = ["x", "y"] })["y"][0].ShouldBe(2);
        NumericTable.Load(path, new NumericFormat { HasHeader = false, Names = ["x", "y"], Skip = ["x"] }).Names.ShouldBe(["y"]);
        NumericTable.Load(_folder.Write("b.csv", "a,b\n1,2\n"), new NumericFormat { Names = ["x", "y"] })["y"][0].ShouldBe(2);
        Should.Throw<DataFormatException>(() => NumericTable.Load(path, new NumericFormat { HasHeader = false, Names = ["x"] })).Line.ShouldBe(1);
        Should.Throw<ArgumentException>(() => NumericTable.Load(path, new NumericFormat { Names = ["x", "x"] }));
        Should.Throw<ArgumentException>(() => NumericTable.Load(path, new NumericFormat { DecimalSeparator = ';' }));
        Should.Throw<ArgumentException>(() => NumericTable.Load(path, new NumericFormat { Separator = '.' }));
    }

    [Fact]
    public void An_empty_line_in_a_series_is_a_missing_value_or_an_error()
    {
        NumericTable.Load(_folder.Write("a.csv", "x\n1\n\n3\n \n\n6\n\n"))["x"].ToArray().ShouldBe([1, float.NaN, 3, float.NaN, float.NaN, 6]);
        NumericTable.Load(_folder.Write("a.csv", "x\n1\n\n3\n"), new NumericFormat { SkipEmptyLines = true })["x"].ToArray().ShouldBe([1, 3]);
        string two = _folder.Write("b.csv", "x,y\n1,2\n\n\n3,4\n");
        DataFormatException error = Should.Throw<DataFormatException>(() => NumericTable.Load(two));
        error.Line.ShouldBe(3);
        error.Message.ShouldContain("SkipEmptyLines");
        NumericTable.Load(two, new NumericFormat { SkipEmptyLines = true }).Count.ShouldBe(2);
        NumericTable.Load(_folder.Write("c.csv", "x,y\n1,2\n,\n3,4\n"))["y"].ToArray().ShouldBe([2, float.NaN, 4]);
        NumericTable.Load(_folder.Write("d.tsv", "x\ty\n1\t2\n\t\n3\t4\n"), new NumericFormat { Separator = '\t' })["y"].ToArray().ShouldBe([2, float.NaN, 4]);
        NumericTable.Load(_folder.Write("e.csv", "x\n1\n\"\"\n"))["x"].ToArray().ShouldBe([1, float.NaN]);
    }

    [Theory]
    [InlineData("date,wind\n", "no record")]
    [InlineData("date,wind\n2020-01-01,\n", "not one word")]
    [InlineData("date,wind,wind=N\n2020-01-01,N,1\n", "'wind=N' appears twice")]
    [InlineData("\"\"\n1\n", "There is no column 'date'")]
    public void Tables_with_nothing_in_them_are_errors_of_the_data(string content, string message) =>
        Should.Throw<DataFormatException>(() => NumericTable.Load(
                _folder.Write("a.csv", content), new NumericFormat { Date = DateColumns.Named("date"), Categories = ["wind"] }))
            .Message.ShouldContain(message);

    [Fact]
    public void A_table_without_rows_stays_one()
    {
        NumericTable table = new(["a"], [[]], []);
        table.Dates.Length.ShouldBe(0);
        table.DropMissing().FillForward().Interpolate().MarkMissing().WithCycle(CalendarPeriod.Day).Rows(0, 0).Count.ShouldBe(0);
        table.ToMatrix().Count.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => table.FillWithMean(1));
        Should.Throw<ArgumentException>(() => new NumericTable(["a"], [null!]));
        Should.Throw<ArgumentException>(() => new NumericTable([null!], [[]]));
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    public void Dates_do_not_depend_on_the_time_zone_of_the_machine(string zone)
    {
        string? before = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            foreach ((string text, string? format, int hour) in new[]
            {
                ("2020-07-01T12:00:00+02:00", null, 10), ("2020-07-01T12:00:00Z", null, 12), ("2020-07-01 12:00:00.25-0300", null, 15), ("2020-07-01T12:00", null, 12),
                ("2020-07-01T12:00+01:00", null, 11), ("2020-07-01 12:00 +02:00", "yyyy-MM-dd HH:mm zzz", 10), ("2020-07-01 12:00Z", "yyyy-MM-dd HH:mmK", 12),
                ("2020-07-01 12:00", "yyyy-MM-dd HH:mmK", 12), ("2020-07-01 12 -5", "yyyy-MM-dd HH z", 17),
            })
            {
                DateTime date = NumericTable.Load(_folder.Write("a.csv", $"when,x\n{text},1\n"), new NumericFormat { Date = DateColumns.Named("when", format) }).Dates[0];
                new DateTime(date.Year, date.Month, date.Day, date.Hour, date.Minute, 0).ShouldBe(new DateTime(2020, 7, 1, hour, 0, 0), text);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public void Dates_do_not_depend_on_the_clock_of_the_machine()
    {
        Should.Throw<ArgumentException>(() => DateColumns.Named("when", "dd/MM HH:mm"));
        Should.Throw<ArgumentException>(() => DateColumns.Named("when", "'day' dd/MM"));
        Should.Throw<ArgumentException>(() => DateColumns.DateAndTime("d", "t", "dd/MM"));
        Should.Throw<ArgumentException>(() => DateColumns.DateAndTime("d", "d"));
    }

    [Fact]
    public void A_date_and_a_time_column()
    {
        NumericFormat format = new() { Date = DateColumns.DateAndTime("day", "clock") };
        NumericTable.Load(_folder.Write("a.csv", "day,x,clock\n2020-01-02,1,03:04\n03.01.2020,2,05:06:07\n2020-01-02,1,03:04+02:00\n"), format)
            .Dates.ToArray().ShouldBe([new(2020, 1, 2, 3, 4, 0), new(2020, 1, 3, 5, 6, 7), new(2020, 1, 2, 1, 4, 0)]);
        Should.Throw<DataFormatException>(() => NumericTable.Load(_folder.Write("a.csv", "day,x,clock\n2020-01-02,1,\n"), format))
            .Message.ShouldContain("In column 'clock'");
    }

    [Fact]
    public void A_wrong_date_is_named() =>
        Should.Throw<DataFormatException>(() => NumericTable.Load(
                _folder.Write("a.csv", "date,x\n2016-13-01,1\n"), new NumericFormat { Date = DateColumns.Named("date") }))
            .Message.ShouldContain("In column 'date' (number 1) a date such as yyyy-MM-dd HH:mm:ss");

    [Fact]
    public void Missing_values_are_dropped_filled_or_marked_as_asked()
    {
        float nan = float.NaN;
        NumericTable table = new(["a", "b"], [[nan, 1, nan, nan, 4, nan], [0, 1, 2, nan, 4, 5]]);

        table.FillForward("a")["a"].ToArray().ShouldBe([nan, 1, 1, 1, 4, 4]);
        table.Interpolate()["a"].ToArray().ShouldBe([nan, 1, 2, 3, 4, 4]);
        table.Interpolate()["b"].ToArray().ShouldBe([0, 1, 2, 3, 4, 5]);
        table.FillWithMean(trainingRows: 4)["a"].ToArray().ShouldBe([1, 1, 1, 1, 4, 1]);
        table.FillWithMean(trainingRows: 4)["b"].ToArray().ShouldBe([0, 1, 2, 1, 4, 5]);
        table.DropMissing()["b"].ToArray().ShouldBe([1, 4]);
        table.DropMissing("b")["a"].ToArray().ShouldBe([nan, 1, nan, 4, nan]);
        table.MarkMissing("a").Names.ShouldBe(["a", "b", "a_missing"]);
        table.MarkMissing("a")["a_missing"].ToArray().ShouldBe([1, 0, 1, 1, 0, 1]);
        table["a"].ToArray().ShouldBe([nan, 1, nan, nan, 4, nan]);
    }

    [Fact]
    public void A_matrix_has_no_missing_values()
    {
        NumericTable table = new(["a", "b"], [[1, 2], [3, float.NaN]], [new(2010, 1, 1), new(2010, 1, 2)]);

        Should.Throw<InvalidOperationException>(() => table.ToMatrix())
            .Message.ShouldStartWith("The column 'b' has 1 missing values, the first in row 1, 2010-01-02 00:00.");
        SequenceMatrix<float> matrix = table.FillForward().ToMatrix();
        (matrix.Count, matrix.Length).ShouldBe((2, 2));
        matrix.Values.ShouldBe([1, 3, 2, 3]);
    }

    [Fact]
    public void Dates_go_with_their_rows()
    {
        NumericTable table = new(["a"], [[1, float.NaN, 3]], [new(2010, 1, 1), new(2010, 1, 2), new(2010, 1, 3)]);

        table.DropMissing().Dates.ToArray().ShouldBe([new(2010, 1, 1), new(2010, 1, 3)]);
        table.Rows(1, 2).Dates.ToArray().ShouldBe([new(2010, 1, 2), new(2010, 1, 3)]);
    }

    [Fact]
    public void A_period_ends_next_to_its_start()
    {
        NumericTable table = new NumericTable(["a"], [[0, 0, 0]], [new(2012, 1, 1), new(2012, 7, 1, 6, 0, 0), new(2012, 12, 31, 23, 59, 0)])
            .WithCycle(CalendarPeriod.Day).WithCycle(CalendarPeriod.Week).WithCycle(CalendarPeriod.Year);

        table.Names.ShouldBe(["a", "day_sin", "day_cos", "week_sin", "week_cos", "year_sin", "year_cos"]);
        table["day_sin"].ToArray().ShouldBe([0, 1, 0], tolerance: 0.005);
        table["day_cos"].ToArray().ShouldBe([1, 0, 1], tolerance: 0.005);

        // 2012-01-01 and 2012-07-01 were Sundays; 183 of the year's 366 days lie between them (182 and 6 hours here).
        table["week_cos"].ToArray().ShouldBe([1, (float)Math.Cos(2 * Math.PI / 28), (float)Math.Cos(2 * Math.PI * 2 / 7)], tolerance: 0.005);
        table["year_cos"].ToArray().ShouldBe([1, -1, 1], tolerance: 0.005);
    }

    [Fact]
    public void Columns_that_are_not_there_are_named() =>
        Should.Throw<ArgumentException>(() => new NumericTable(["a", "b"], [[1], [2]]).Select("a", "c"))
            .Message.ShouldContain("There is no column 'c'. The columns are a, b.");
}
