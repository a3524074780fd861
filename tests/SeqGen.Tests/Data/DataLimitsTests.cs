using System.IO.Compression;
using System.Text;
using SeqGen.Data;
using SeqGen.Embeddings;

namespace SeqGen.Tests.Data;

/// <summary>A small file cannot ask for much memory, and reading never waits for what is no file.</summary>
public sealed class DataLimitsTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private static readonly DataLimits Small = new() { MaximumRecordBytes = Megabyte };

    private static readonly (string Start, string Piece, byte[] Bytes)[] Bombs =
    [
        .. new[]
        {
            ("", "a"), ("", " "), ("0,\"", "x\n"), ("a 1", " 1"), ("a", ",a"), ("{\"text\":\"", "a"), ("[", " "), ("[{\"x\":[", "1,"), ("0\t", "\t"), ("2 2\n", "a"),
        }.Select(bomb => (bomb.Item1, bomb.Item2, Bomb(bomb.Item1, bomb.Item2, 8 * Megabyte))),
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => Loaders.Names;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packed_line_without_end_is_an_error(string name)
    {
        Loader loader = Loaders.Named(name);
        foreach ((string start, string piece, byte[] bomb) in Bombs)
        {
            if (name == "lines" && piece == "x\n")
            {
                continue; // These are lines.
            }

            string path = _folder.Write("bomb.gz", bomb);
            long allocated = AllocatedBy(() => Should.Throw<DataFormatException>(() => loader.Load(path, Small), $"{start}{piece}").Path.ShouldBe(path));
            allocated.ShouldBeLessThan(40 * Megabyte, $"{start}{piece}");
        }
    }

    [Fact]
    public void The_line_is_named()
    {
        string path = _folder.Write("bomb.gz", Bomb("0,a\n1,b\n", "a", 3 * Megabyte));
        DataFormatException error = Should.Throw<DataFormatException>(() => Delimited.Load(path, DelimitedFormat.Csv with { Limits = Small }));
        error.Line.ShouldBe(3);
        error.Message.ShouldContain("The line is longer than 1048576 bytes. If that is right, raise DataLimits.MaximumRecordBytes.");
    }

    [Fact]
    public void What_unpacks_to_far_more_than_its_size_is_an_error_unless_allowed()
    {
        string path = _folder.Write("bomb.gz", Bomb("", "0,a long enough text\n", 70 * Megabyte));
        Should.Throw<DataFormatException>(() => Delimited.Read(path, DelimitedFormat.Csv).Count()).Message.ShouldContain("MaximumExpansion");
        DataLimits unbounded = new() { MaximumExpansion = double.PositiveInfinity };
        Delimited.Read(path, DelimitedFormat.Csv with { Limits = unbounded }).Count().ShouldBeGreaterThan(3_000_000);
    }

    [Fact]
    public void Texts_of_folders_are_bounded()
    {
        _folder.Write("train/neg/1.txt", Bomb("", "a", 3 * Megabyte));
        _folder.Write("train/pos/1.txt", "good");
        Should.Throw<DataFormatException>(() => AclImdb.Load(_folder.Path, DataPart.Train, Small)).Path!.ShouldEndWith("1.txt");
        AclImdb.Load(_folder.Path, DataPart.Train)[0].Text.Length.ShouldBe(3 * Megabyte);
    }

    [Theory]
    [InlineData("16384 100000\nthe 0.5 1\n")]
    [InlineData("16384 100000\nthe ")]
    [InlineData("2147483647 100000\n\u0001 \u0001\u0002\u0003")]
    [InlineData("9223372036854775807 1\nthe ")]
    public void A_header_is_only_a_claim(string content)
    {
        string path = _folder.Write("v.bin", content);
        AllocatedBy(() => Should.Throw<DataFormatException>(() => WordVectors.Load(path))).ShouldBeLessThan(Megabyte);
    }

    [Fact]
    public void Words_do_not_become_more_columns_than_memory_holds()
    {
        StringBuilder rows = new("word\n");
        for (int i = 0; i < 20_000; i++)
        {
            rows.Append(i).Append('\n');
        }

        string path = _folder.Write("words.csv", rows.ToString());
        AllocatedBy(() => Should.Throw<DataFormatException>(() => NumericTable.Load(path, new NumericFormat { Categories = ["word"] }))
            .Message.ShouldContain("has 20000 words in 20000 records")).ShouldBeLessThan(20 * Megabyte);
    }

    [Fact]
    public void Bounds_are_checked()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new DataLimits { MaximumRecordBytes = 0 });
        Should.Throw<ArgumentOutOfRangeException>(() => new DataLimits { MaximumExpansion = double.NaN });
        Should.Throw<ArgumentOutOfRangeException>(() => new DataLimits { MaximumExpansion = 0.5 });
    }

    [Fact]
    public async Task Pipes_and_devices_are_refused_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes and devices are no paths of files here.");
        string pipe = _folder["pipe"];
        using (System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        File.CreateSymbolicLink(_folder["link"], pipe);
        foreach (string path in new[] { pipe, _folder["link"], "/dev/zero", "/dev/tty", "/dev/stdin" })
        {
            foreach (Loader loader in Loaders.All)
            {
                Task<DataFormatException> refusal = Task.Run(() => Should.Throw<DataFormatException>(() => loader.LoadFrom(path)));
                (await refusal.WaitAsync(TimeSpan.FromSeconds(30))).Path.ShouldBe(path);
            }
        }

        Should.Throw<DataFormatException>(() => TextLines.Load(pipe, 0)).Message.ShouldContain("a pipe");
        Should.Throw<DataFormatException>(() => TextLines.Load("/dev/zero", 0)).Message.ShouldContain("a device");
        await Task.Run(() => Should.Throw<DataFormatException>(() => SeqGen.Text.Tokenizer.Load(pipe))).WaitAsync(TimeSpan.FromSeconds(30));
        Directory.CreateDirectory(_folder["folders/a"]);
        File.CreateSymbolicLink(_folder["folders/a/1.txt"], pipe);
        _folder.Write("folders/b/1.txt", "text");
        await Task.Run(() => Should.Throw<DataFormatException>(() => TextFolders.Load(_folder["folders"]))).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Links_to_files_are_followed()
    {
        File.CreateSymbolicLink(_folder["link"], _folder.Write("lines", "a\n"));
        TextLines.Load(_folder["link"], 0).Count.ShouldBe(1);
        File.CreateSymbolicLink(_folder["nothing"], _folder["none"]);
        Should.Throw<DataFormatException>(() => TextLines.Load(_folder["nothing"], 0));
    }

    private static long AllocatedBy(Action action)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long own = GC.GetAllocatedBytesForCurrentThread();
        action();
        own = GC.GetAllocatedBytesForCurrentThread() - own;
        return Math.Min(own, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    /// <summary>A gzip file of a start and then a piece again and again.</summary>
    private static byte[] Bomb(string start, string piece, int length)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(start));
            byte[] block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, Megabyte / piece.Length)));
            for (int written = 0; written < length; written += block.Length)
            {
                gzip.Write(block);
            }
        }

        return bytes.ToArray();
    }
}
