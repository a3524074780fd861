using System.Text;
using SeqGen.Data;

namespace SeqGen.Tests.Data;

public sealed class JsonLinesTests : IDisposable
{
    private const string TwoLines =
        "{\"id\":{\"a\":[1,{\"text\":\"no\"}]},\"text\":\"good \\u00e9\",\"label\":1}\r\n\n{\"label\":\"0\",\"text\":\"bad\"}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_plain_gzip_and_zip_files()
    {
        LabelledText[] expected = [new("good é", 1), new("bad", 0)];
        JsonLines.Load(_folder.Write("a.jsonl", TwoLines)).ShouldBe(expected);
        JsonLines.Load(_folder.Write("bom.jsonl", "\uFEFF" + TwoLines)).ShouldBe(expected);
        JsonLines.Load(_folder.WriteGzip("a.jsonl.gz", TwoLines)).ShouldBe(expected);
        JsonLines.Load(_folder.WriteZip("a.zip", ("a.json", TwoLines))).ShouldBe(expected);
    }

    [Fact]
    public void Reads_an_array()
    {
        string path = _folder.Write("a.json", " \n [\n{\"text\":\"x\",\"label\":true}\n,\n {\"text\":\"y\",\n\"label\":false} ]\n");
        JsonLines.Load(path).ShouldBe([new("x", 1), new("y", 0)]);
    }

    [Fact]
    public void Reads_lines_longer_than_its_buffer()
    {
        string text = new('a', 300_000);
        string line = $"{{\"text\":\"{text}\",\"label\":1}}\n";
        JsonLines.Load(_folder.Write("long.jsonl", line + line)).ShouldBe([new(text, 1), new(text, 1)]);
    }

    [Fact]
    public void An_array_is_read_in_pieces()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => new string((char)('a' + (i % 26)), i * 97))];
        string content = "[" + string.Join(",\r\n", texts.Select(text => $"{{\"text\":\"{text}\",\"more\":[1,[2,{{}}]],\"label\":1}}")) + "]";
        JsonLines.Load(_folder.Write("long.json", content)).Select(sample => sample.Text).ShouldBe(texts);
        string path = _folder.Write("cut.json", content[..^1]);
        JsonLines.Read(path).Take(200).Count().ShouldBe(200);
        Should.Throw<DataFormatException>(() => JsonLines.Load(path)).Line.ShouldBe(200);
    }

    [Fact]
    public void Fields_and_labels_have_names()
    {
        string path = _folder.Write("a.jsonl", "{\"headline\":\"h\",\"kind\":\"spam\"}\n");
        JsonLines.Load(path, "headline", "kind", LabelMap.Names("ham", "spam")).ShouldBe([new("h", 1)]);
    }

    [Theory]
    [InlineData("{\"text\":\"a\",\"label\":1}\n{oops}\n", 2, "not valid JSON")]
    [InlineData("{\"text\":\"a\",\"label\":1}\n{\"text\":\"a\",\"label\":1} x\n", 2, "not valid JSON")]
    [InlineData("{\"text\":\"a\",\"label\":1\n", 1, "not valid JSON")]
    [InlineData("\n\n{\"label\":1}\n", 3, "no field 'text'")]
    [InlineData("{\"text\":\"a\"}\n", 1, "no field 'label'")]
    [InlineData("{\"text\":7,\"label\":1}\n", 1, "'text' is not a string")]
    [InlineData("{\"text\":\"a\",\"label\":[1]}\n", 1, "'label' is neither")]
    [InlineData("{\"text\":\"a\",\"label\":2}\n", 1, "'2' is not an integer from 0 to 1")]
    [InlineData("{\"text\":\"a\",\"label\":0.5}\n", 1, "'0.5' is not an integer")]
    [InlineData("{\"text\":\"a\",\"label\":-1}\n", 1, "'-1' is not an integer")]
    [InlineData("17\n", 1, "object was expected")]
    [InlineData("{\"text\":\"\\ud800\",\"label\":1}\n", 1, "not valid JSON")]
    [InlineData("[\n{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\"}]", 3, "no field 'label'")]
    [InlineData("[\n{\"text\":\"a\",\"label\":1}\n", 2, "not valid JSON")]
    [InlineData("[\n{\"text\":\"a\",\"label\":1}]\n\n]", 4, "not valid JSON")]
    [InlineData("[1]", 1, "object was expected")]
    [InlineData("[[{\"text\":\"a\",\"label\":1}]]", 1, "object was expected")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\",\"label\":1}\n", 1, "'text' twice")]
    [InlineData("\r\r\n\n{\"text\":\"a\",\"label\":1}\r{\"text\":\"a\"}\r", 5, "no field 'label'")]
    [InlineData("\r\r\n\n[\r{\"text\":\"a\",\"label\":1},\r\n{\"text\":\"a\"}]\r", 6, "no field 'label'")]
    public void A_bad_line_is_named(string content, int line, string message)
    {
        string path = _folder.Write("bad.jsonl", content);
        DataFormatException error = Should.Throw<DataFormatException>(() => JsonLines.Load(path));
        error.Path.ShouldBe(path);
        error.Line.ShouldBe(line, error.Message);
        error.Message.ShouldStartWith($"{path}({line}): ");
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_an_error()
    {
        byte[] bytes = Encoding.Latin1.GetBytes("{\"text\":\"caf\u00e9\",\"label\":1}\n");
        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Write("latin.jsonl", bytes))).Line.ShouldBe(1);
    }

    [Fact]
    public void An_empty_data_set_is_an_error()
    {
        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Write("empty.jsonl", "\n \n"))).Message.ShouldContain("empty");
        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Write("empty.json", "[]"))).Message.ShouldContain("empty");
    }

    [Fact]
    public void A_missing_file_is_an_error()
    {
        DataFormatException error = Should.Throw<DataFormatException>(() => JsonLines.Load(_folder["none.jsonl"]));
        error.Message.ShouldContain("none.jsonl");
        error.Message.ShouldContain("no such file");
        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Path)).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void A_damaged_archive_is_an_error()
    {
        byte[] whole = TemporaryFolder.Gzip(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"text\":\"{i * 7919 % 10007}\",\"label\":1}}\n")));
        DataFormatException cut = Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Write("cut.jsonl.gz", whole[..(whole.Length / 2)])));
        cut.Message.ShouldContain("cut.jsonl.gz");

        byte[] damaged = [.. whole];
        damaged.AsSpan(whole.Length / 2, 200).Fill(0x5A);
        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Write("damaged.jsonl.gz", damaged)));

        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Write("no.jsonl.gz", TwoLines))).Message.ShouldContain("gzip");
        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.Write("bad.zip", "PK\u0003\u0004garbage"))).Path!.ShouldEndWith("bad.zip");
        Should.Throw<DataFormatException>(() => JsonLines.Load(_folder.WriteZip("two.zip", ("a", TwoLines), ("b", TwoLines))))
            .Message.ShouldContain("2 files");
    }
}
