using System.Text;
using CsCheck;
using SeqGen.Data;

namespace SeqGen.Tests.Data;

public sealed class DelimitedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tabs_and_names_of_labels()
    {
        string path = _folder.Write("a.tsv", "ham\tit's \"fine\"\r\nspam\tWIN\u0085now\n\n");
        Delimited.Load(path, DelimitedFormat.Tsv with { Labels = LabelMap.Names("ham", "spam") })
            .ShouldBe([new("it's \"fine\"", 0), new("WIN\u0085now", 1)]);
    }

    [Fact]
    public void Quoted_fields_hold_separators_quotes_and_line_ends()
    {
        string path = _folder.Write("a.csv", "id,sentiment,text\r\n1,\"4\",\"a, \"\"b\"\"\r\nc\"\n2,0,plain\n3,0,\"\"\n");
        var labels = LabelMap.Of([new("0", 0), new("4", 1)]);
        Delimited.Load(path, DelimitedFormat.Csv with { LabelColumn = 1, TextColumn = 2, HasHeader = true, Labels = labels })
            .ShouldBe([new("a, \"b\"\r\nc", 1), new("plain", 0), new("", 0)]);
    }

    [Fact]
    public void The_last_field_may_take_the_rest_of_the_line()
    {
        string path = _folder.Write("a.txt", "4 a fine film .\n0 dull\n");
        Delimited.Load(path, DelimitedFormat.Tsv with { Separator = ' ', Fields = 2, Labels = LabelMap.Integers(5) })
            .ShouldBe([new("a fine film .", 4), new("dull", 0)]);
    }

    [Fact]
    public void Whatever_is_quoted_comes_back() =>
        Gen.String.Array.Sample(texts =>
        {
            string[] expected = [.. texts.Select(text => text.Where(c => !char.IsSurrogate(c)).Aggregate("", (a, c) => a + c))];
            var content = new StringBuilder();
            foreach (string text in expected)
            {
                content.Append("1,\"").Append(text.Replace("\"", "\"\"")).Append("\"\n");
            }

            string path = _folder.Write("quoted.csv", content.ToString());
            return Delimited.Read(path, DelimitedFormat.Csv).Select(sample => sample.Text).SequenceEqual(expected);
        }, threads: 1);

    [Theory]
    [InlineData("0,a\n1\n", 2, "no column 1")]
    [InlineData("0,a\n7,b\n", 2, "'7' is not an integer")]
    [InlineData("0,a\n1,\"b\nc\n", 2, "not closed")]
    [InlineData("0,a\n1,\"b\"c\n", 2, "After a closing quote")]
    [InlineData("0,a\n1,5\" disk \"\n", 2, "quote is inside")]
    public void A_bad_line_is_named(string content, int line, string message)
    {
        string path = _folder.Write("bad.csv", content);
        DataFormatException error = Should.Throw<DataFormatException>(() => Delimited.Load(path, DelimitedFormat.Csv));
        error.Line.ShouldBe(line);
        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Encodings()
    {
        string path = _folder.Write("latin.tsv", Encoding.Latin1.GetBytes("1\tok\n0\tcaf\u00e9\n"));
        Should.Throw<DataFormatException>(() => Delimited.Load(path, DelimitedFormat.Tsv)).Line.ShouldBe(2);
        Delimited.Load(path, DelimitedFormat.Tsv with { Encoding = Encoding.Latin1 })[1].Text.ShouldBe("café");
        Should.Throw<ArgumentException>(() => Delimited.Load(path, DelimitedFormat.Tsv with { Encoding = Encoding.Unicode }));
    }

    [Fact]
    public void Unknown_labels_empty_files_and_contradictions_are_errors()
    {
        DelimitedFormat named = DelimitedFormat.Tsv with { Labels = LabelMap.Names("ham", "spam") };
        Should.Throw<DataFormatException>(() => Delimited.Load(_folder.Write("a.tsv", "egg\tx\n"), named)).Message.ShouldContain("ham, spam");
        Should.Throw<DataFormatException>(() => Delimited.Load(_folder.Write("b.tsv", "label\ttext\n"), named with { HasHeader = true }))
            .Message.ShouldContain("empty");
        Should.Throw<ArgumentException>(() => Delimited.Read("x", DelimitedFormat.Csv with { TextColumn = 0 }));
        Should.Throw<ArgumentException>(() => Delimited.Read("x", DelimitedFormat.Csv with { Fields = 2 }));
        Should.Throw<ArgumentException>(() => Delimited.Read("x", DelimitedFormat.Csv with { Separator = '"' }));
        Should.Throw<ArgumentException>(() => LabelMap.Names("one"));
        Should.Throw<ArgumentException>(() => LabelMap.Names("one", "one"));
        Should.Throw<ArgumentOutOfRangeException>(() => LabelMap.Integers(1));
    }

    [Fact]
    public void Lines_of_one_class()
    {
        TextLines.Load(_folder.Write("a.pos", "one \r\n\ntwo\u0085still\n"), 1).ShouldBe([new("one ", 1), new("two\u0085still", 1)]);
        Should.Throw<DataFormatException>(() => TextLines.Load(_folder.Write("b.pos", "\n"), 1)).Message.ShouldContain("empty");
    }

    [Theory]
    [InlineData("0\ta\r1\tb\r0\tc\r")]
    [InlineData("0\ta\r1\tb\r0\tc")]
    [InlineData("0\ta\r\n1\tb\n0\tc\r")]
    [InlineData("\uFEFF0\ta\n\n\r\r\n1\tb\r\r0\tc\n\n")]
    public void Every_line_end_ends_a_line(string content)
    {
        Delimited.Load(_folder.Write("a.tsv", content), DelimitedFormat.Tsv).ShouldBe([new("a", 0), new("b", 1), new("c", 0)]);
        TextLines.Load(_folder.Write("a.txt", content), 1).Select(line => line.Text).ShouldBe(["0\ta", "1\tb", "0\tc"]);
        WordPairs.Load(_folder.Write("a.txt", content)).ShouldBe([new("0", "a"), new("1", "b"), new("0", "c")]);
    }

    [Fact]
    public void Line_ends_count_and_stay_as_they_are_within_quotes()
    {
        string path = _folder.Write("a.csv", "0,\"a\rb\r\nc\nd\"\r1,x\r\r\n9,y");
        DataFormatException error = Should.Throw<DataFormatException>(() => Delimited.Load(path, DelimitedFormat.Csv));
        error.Line.ShouldBe(7);
        Delimited.Read(path, DelimitedFormat.Csv).First().Text.ShouldBe("a\rb\r\nc\nd");
    }

    [Theory]
    [InlineData("0,hello, dear world\n", ',', true)]
    [InlineData("0,hello\n1,hello, dear world\n", ',', true)]
    [InlineData("0\thello\tdear world\n", '\t', false)]
    [InlineData("0\thello\tdear\tworld\n", '\t', false)]
    [InlineData("0,hello,,dear\n", ',', true)]
    public void Text_after_the_last_column_is_an_error_or_belongs_to_it(string content, char separator, bool quoting)
    {
        string path = _folder.Write("a.csv", content);
        DelimitedFormat format = new() { Separator = separator, Quoting = quoting };
        int lines = content.Count(c => c == '\n');
        DataFormatException error = Should.Throw<DataFormatException>(() => Delimited.Load(path, format));
        error.Line.ShouldBe(lines);
        error.Message.ShouldContain("fields where 2 were expected");

        string text = content.TrimEnd('\n').Split('\n')[^1][2..];
        Delimited.Load(path, format with { ExtraFields = ExtraFields.Joined })[^1].Text.ShouldBe(text);
        Delimited.Load(path, format with { ExtraFields = ExtraFields.Ignored })[^1].Text.ShouldBe("hello");
        string named = _folder.Write("b.csv", $"label{separator}text\n{content}");
        Should.Throw<DataFormatException>(() => Delimited.Load(named, format with { HasHeader = true })).Line.ShouldBe(lines + 1);
    }

    [Fact]
    public void The_header_says_how_many_columns_there_are()
    {
        DelimitedFormat format = DelimitedFormat.Csv with { HasHeader = true };
        string path = _folder.Write("a.csv", "label,text,who,\n0,a,me,\n1,b\n0,c,you,,\n");
        Delimited.Load(path, format).ShouldBe([new("a", 0), new("b", 1), new("c", 0)]);
        Should.Throw<DataFormatException>(() => Delimited.Load(_folder.Write("b.csv", "label,text,who\n0,a,me,more\n"), format)).Message.ShouldContain("3 were expected");
    }

    [Fact]
    public void What_spreadsheets_write_is_read()
    {
        string path = _folder.Write("a.csv", "\uFEFFsep=;\r\n0;\"a; \"\"b\"\"\nc\";\r\n1;d;\r\n;;\r\n;;\r\n");
        Delimited.Load(path, DelimitedFormat.Csv with { Separator = ';' }).ShouldBe([new("a; \"b\"\nc", 0), new("d", 1)]);
        Should.Throw<DataFormatException>(() => Delimited.Load(path, DelimitedFormat.Csv)).Message.ShouldContain("';' is the separator");
        string wide = _folder.Write("utf16.tsv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("0\ta\n")).ToArray());
        Should.Throw<DataFormatException>(() => Delimited.Load(wide, DelimitedFormat.Tsv)).Message.ShouldContain("save it as UTF-8");
    }

    [Fact]
    public void Messages_quote_little_of_a_long_field() =>
        Should.Throw<DataFormatException>(() => Delimited.Load(_folder.Write("a.csv", new string('x', 100_000) + ",a\n"), DelimitedFormat.Csv))
            .Message.Length.ShouldBeLessThan(400);
}
