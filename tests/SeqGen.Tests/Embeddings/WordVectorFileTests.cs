using System.Globalization;
using System.Text;
using SeqGen.Data;
using SeqGen.Embeddings;
using SeqGen.Tests.Data;

namespace SeqGen.Tests.Embeddings;

public sealed class WordVectorFileTests : IDisposable
{
    private static readonly string[] Words = ["the", "Zürich", "日本", "co-operate", "1"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v.txt", WordVectorFormat.GloVe)]
    [InlineData("v.txt.gz", WordVectorFormat.GloVe)]
    [InlineData("v.w2v", WordVectorFormat.Word2VecText)]
    [InlineData("v.bin", WordVectorFormat.Word2VecBinary)]
    [InlineData("v.bin.gz", WordVectorFormat.Word2VecBinary)]
    public void What_was_saved_is_loaded_bit_for_bit(string name, WordVectorFormat format)
    {
        WordVectors saved = Random(7);
        saved.Save(_folder[name], format);
        WordVectors loaded = WordVectors.Load(_folder[name]);
        loaded.Words.ShouldBe(saved.Words);
        loaded.Dimensions.ShouldBe(7);
        loaded.Values.SequenceEqual(saved.Values).ShouldBeTrue();
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void A_binary_file_may_have_no_line_ends()
    {
        WordVectors vectors = Random(3);
        using MemoryStream bytes = new();
        bytes.Write("5 3\n"u8);
        for (int i = 0; i < vectors.Count; i++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(vectors.Words[i] + " "));
            bytes.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vectors[i]));
        }

        WordVectors loaded = WordVectors.Load(_folder.Write("v.bin", bytes.ToArray()));
        loaded.Words.ShouldBe(vectors.Words);
        loaded.Values.SequenceEqual(vectors.Values).ShouldBeTrue();
    }

    [Fact]
    public void The_limit_reads_no_further()
    {
        Random(4).Save(_folder["v.bin"], WordVectorFormat.Word2VecBinary);
        byte[] bytes = File.ReadAllBytes(_folder["v.bin"]);
        string cut = _folder.Write("cut.bin", bytes[..(bytes.Length / 2)]);
        WordVectors.Load(cut, limit: 2).Words.ShouldBe(Words[..2]);
        Should.Throw<DataFormatException>(() => WordVectors.Load(cut)).Message.ShouldContain("cut off");

        string text = _folder.Write("v.txt", "a 1 2\nb 3 4\nc wrong 5\n");
        WordVectors.Load(text, limit: 2).Words.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Blanks_at_line_ends_blank_lines_and_CR_are_no_fault()
    {
        WordVectors vectors = WordVectors.Load(_folder.Write("v.vec", "2 3\r\nthe 0.5 -1e-3 2 \r\nof\t1\t2\t-.5\r\n\r\n"));
        vectors.Words.ShouldBe(["the", "of"]);
        vectors.Values.ToArray().ShouldBe([0.5f, -1e-3f, 2, 1, 2, -0.5f]);
    }

    [Fact]
    public void A_word_may_hold_blanks_and_of_equal_words_the_first_counts()
    {
        WordVectors vectors = WordVectors.Load(_folder.Write("v.txt", "a 1 2\n. . . 3 4\na 5 6\nat x 7 8"));
        vectors.Words.ShouldBe(["a", ". . .", "at x"]);
        vectors.Values.ToArray().ShouldBe([1, 2, 3, 4, 7, 8]);
    }

    [Theory]
    [InlineData("", null, "no word vectors")]
    [InlineData("a 1 2\nb 3\n", 2, "1 values after the word; 2 were expected")]
    [InlineData("a 1 2\nb 3 4x\n", 2, "Value 2 of the vector is '4x'")]
    [InlineData("a 1 2\n\nb 3 nan\n", 3, "'nan'")]
    [InlineData("a 1 2\nb 3 1e99\n", 2, "'1e99'")]
    [InlineData("word\n", 1, "only one word")]
    [InlineData("3 2\na 1 2\nb 3 4\n", null, "announces 3 words, but there are 2")]
    [InlineData("1 2\na 1 2\nb 3 4\n", null, "more lines")]
    [InlineData("1 0\na\n", 1, "0 dimensions")]
    public void A_damaged_text_says_where(string text, int? line, string message)
    {
        DataFormatException error = Should.Throw<DataFormatException>(() => WordVectors.Load(_folder.Write("v.txt", text)));
        error.Message.ShouldContain(message);
        error.Line.ShouldBe(line);
    }

    [Theory]
    [InlineData("\uFEFF2 2\na 1 2\nb 3 4\n")]
    [InlineData("\uFEFFa 1 2\nb 3 4\n")]
    [InlineData("2 2\ra 1 2\rb 3 4\r")]
    [InlineData("a 1 2\rb 3 4")]
    [InlineData("2\t2\na\t1\t2\nb\t3\t4\n")]
    [InlineData("a\t1 2\r\nb  3\t 4 \t\n")]
    public void Marks_line_ends_and_tabs_change_nothing(string content)
    {
        WordVectors vectors = WordVectors.Load(_folder.Write("v.txt", content));
        vectors.Words.ShouldBe(["a", "b"]);
        vectors.Values.ToArray().ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("2 1\nслово 1\nиспользование 2\n", "слово", "использование")]
    [InlineData("2 2\n日本 0 1\n中国語の単語 1 0\n", "日本", "中国語の単語")]
    [InlineData("2 3\nכן\t0\t1\t0\nלא\t1\t0\t1\n", "כן", "לא")]
    [InlineData("2 2\n日本 語 0 1\n\u00A0 1 0\n", "日本 語", "\u00A0")]
    [InlineData("ñandú guaraní 0 1\nb 1 0\n", "ñandú guaraní", "b")]
    [InlineData(". . . 0.1 0.2\nb 1 0\n", ". . .", "b")]
    [InlineData("2 2\n1 0.1 0.2\n2 1 0\n", "1", "2")]
    public void Words_of_any_script_and_with_blanks(string content, string first, string second) =>
        WordVectors.Load(_folder.Write("v.txt", content)).Words.ShouldBe([first, second]);

    [Theory]
    [InlineData("a 0.1 0.2\nof 0.3 0.4 0.5\n", 2, "The line has 3 values after the word; 2 were expected")]
    [InlineData("a 0.1 0.2\nof course 0.3 0.4 0.5\n", 2, "has 3 values")]
    [InlineData("a 0.1 0.2\nof nan 0.4 0.5\n", 2, "has 3 values")]
    [InlineData("a 0.1 0.2 0.3\nb 0.1 0.2\nc 0.1 0.2\n", 1, "has 3 values after the word; 2 were expected")]
    [InlineData("a 0.1\nb 0.1 0.2\nc 0.1 0.2\n", 1, "has 1 values after the word; 2 were expected")]
    [InlineData("2 2\na 0.1 0.2 0.3\nb 0.1 0.2 0.3\n", 1, "vectors of 2 dimensions, but the lines have 3 values")]
    [InlineData("2 3\na 0.1 0.2\nb 0.1 0.2\n", 1, "vectors of 3 dimensions, but the lines have 2 values")]
    [InlineData("2 2\na 0.1 0.2\nb 0.1 0.2 0.3\n", 3, "has 3 values")]
    [InlineData("2 2\n\n\r\na 0.1 0.2\r\n\rb 0.1 0.2x\n", 6, "'0.2x'")]
    [InlineData(" 0.1 0.2\n", 1, "starts with a blank")]
    public void A_line_with_other_values_is_an_error(string content, int line, string message)
    {
        DataFormatException error = Should.Throw<DataFormatException>(() => WordVectors.Load(_folder.Write("v.txt", content)));
        error.Message.ShouldContain(message);
        error.Line.ShouldBe(line);
    }

    [Fact]
    public void Lines_that_end_at_the_edge_of_a_block_are_counted_once()
    {
        // The blocks are of 4 MiB; lines of 8 bytes with CR LF, shifted byte by byte.
        for (int shift = 1; shift <= 9; shift++)
        {
            StringBuilder text = new();
            text.Append('x', shift).Append(" 1\r\n");
            for (int i = 0; text.Length < (4 << 20) + 100; i++)
            {
                text.Append((char)('a' + (i % 26))).Append((i / 26) % 10).Append(" 10\r\n");
            }

            int lines = text.ToString().AsSpan().Count('\n');
            string path = _folder.Write("v.txt", text.Append("bad\r\n").ToString());
            Should.Throw<DataFormatException>(() => WordVectors.Load(path)).Line.ShouldBe(lines + 1);
        }
    }

    [Fact]
    public void A_damaged_binary_file_says_where()
    {
        Random(4).Save(_folder["v.bin"], WordVectorFormat.Word2VecBinary);
        byte[] bytes = File.ReadAllBytes(_folder["v.bin"]);
        Should.Throw<DataFormatException>(() => WordVectors.Load(_folder.Write("more.bin", [.. bytes, 1, 2])))
            .Message.ShouldContain("more bytes follow");
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, 4 + 4);
        Should.Throw<DataFormatException>(() => WordVectors.Load(_folder.Write("nan.bin", bytes)))
            .Message.ShouldContain("word 1, byte 4, a value is not a finite number");
        byte[] endless = [.. "2 4\n"u8, .. Enumerable.Repeat((byte)0xC3, 9000)];
        Should.Throw<DataFormatException>(() => WordVectors.Load(_folder.Write("endless.bin", endless)))
            .Message.ShouldContain("no blank ends a word");
    }

    [Fact]
    public void A_word_that_a_format_cannot_hold_is_refused_and_the_old_file_stays()
    {
        string path = _folder.Write("v.bin", "old");
        WordVectors vectors = new(["a", "b c"], [1, 2], 1);
        Should.Throw<InvalidOperationException>(() => vectors.Save(path, WordVectorFormat.Word2VecBinary)).Message.ShouldContain("'b c'");
        File.ReadAllText(path).ShouldBe("old");
    }

    [Fact]
    public void Numbers_are_read_as_the_platform_reads_them()
    {
        SeededRandom random = new(5);
        for (int i = 0; i < 200_000; i++)
        {
            float value = BitConverter.UInt32BitsToSingle((uint)random.NextUInt64());
            if (!float.IsFinite(value))
            {
                continue;
            }

            string text = (i % 4) switch
            {
                0 => value.ToString("R", CultureInfo.InvariantCulture),
                1 => ((double)value * random.NextDouble()).ToString("R", CultureInfo.InvariantCulture),
                2 => random.NextGaussian().ToString("0.00000000000", CultureInfo.InvariantCulture),
                _ => (random.NextGaussian() * 1e5).ToString("F6", CultureInfo.InvariantCulture),
            };
            int position = 0;
            bool isNumber = FloatParser.TryRead(Encoding.UTF8.GetBytes(text), ref position, out float read);
            isNumber.ShouldBeTrue(text);
            position.ShouldBe(text.Length);
            BitConverter.SingleToUInt32Bits(read).ShouldBe(BitConverter.SingleToUInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)), text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1-2")]
    [InlineData("+1 ")]
    [InlineData("1,5")]
    [InlineData("0x1")]
    public void What_is_no_number_is_refused(string text)
    {
        int position = 0;
        bool isNumber = FloatParser.TryRead(Encoding.UTF8.GetBytes(text), ref position, out float value);
        isNumber.ShouldBe(text == "+1 ");
        value.ShouldBe(isNumber ? 1 : 0);
    }

    [Fact]
    public void The_public_excerpts_agree_with_each_other()
    {
        string? root = Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{DataFolder.EnvironmentVariable} is not set.");
        string Path(string name) => System.IO.Path.Combine(DataFolder.Find("word-vectors", root), name);

        WordVectors plain = WordVectors.Load(Path("glove.6B.50d.top2987.txt"));
        (plain.Count, plain.Dimensions).ShouldBe((2987, 50));
        plain["the"][0].ShouldBe(0.418f);
        WordVectors headed = WordVectors.Load(Path("glove.6B.50d.top2987.w2v.txt"));
        headed.Words.ShouldBe(plain.Words);
        headed.Values.SequenceEqual(plain.Values).ShouldBeTrue();

        foreach ((string name, int words, int dimensions) in new[] { ("google_news_30", 30, 300), ("raw_sentence_word2vec", 652, 100) })
        {
            WordVectors binary = WordVectors.Load(Path(name + ".bin.gz"));
            WordVectors text = WordVectors.Load(Path(name + ".txt"));
            (binary.Count, binary.Dimensions).ShouldBe((words, dimensions));
            binary.Words.ShouldBe(text.Words);
            for (int i = 0; i < binary.Values.Length; i++)
            {
                binary.Values[i].ShouldBe(text.Values[i], 5.1e-7f);
            }
        }

        WordVectors fastText = WordVectors.Load(Path("lee_fasttext.vec"), limit: 100);
        (fastText.Count, fastText.Dimensions).ShouldBe((100, 10));
    }

    private static WordVectors Random(int dimensions)
    {
        SeededRandom random = new(dimensions);
        float[] values = [.. Enumerable.Range(0, Words.Length * dimensions).Select(_ => (float)random.NextGaussian())];
        return new WordVectors(Words, values, dimensions);
    }
}
