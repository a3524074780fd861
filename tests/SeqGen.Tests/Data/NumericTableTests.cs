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
    [InlineData("No,year,month,day,hour,wind,temp\n", null, "no record behind the names")]
    [InlineData("No,year,month,day,hour,temp,wind,temp\n", 1, "'temp' is there twice")]
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
