using System.IO.Compression;
using System.Text;
using SeqGen.Data;

namespace SeqGen.Tests.Data;

/// <summary>A compressed file is loaded whole or not at all.</summary>
public sealed class GzipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => Loaders.Names;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_cut_at_any_byte_is_an_error(string name)
    {
        Loader loader = Loaders.Named(name);
        foreach (CompressionLevel level in new[] { CompressionLevel.SmallestSize, CompressionLevel.NoCompression })
        {
            byte[] whole = Gzip(loader.Bytes, level);
            loader.LoadFrom(_folder.Write("whole.gz", whole)).ShouldBe(2);
            for (int length = 0; length < whole.Length; length++)
            {
                string path = _folder.Write("cut.gz", whole[..length]);
                Should.Throw<DataFormatException>(() => loader.LoadFrom(path), $"cut to {length} bytes of {whole.Length}").Path.ShouldBe(path);
                if (length > 0)
                {
                    string unnamed = _folder.Write("cut", whole[..length]);
                    Should.Throw<DataFormatException>(() => loader.LoadFrom(unnamed), $"cut to {length} bytes of {whole.Length}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_changed_byte_of_content_is_an_error(string name)
    {
        Loader loader = Loaders.Named(name);
        byte[] whole = Gzip(loader.Bytes, CompressionLevel.NoCompression);
        for (int place = 10; place < whole.Length; place++)
        {
            byte[] changed = [.. whole];
            changed[place] ^= 1;
            string path = _folder.Write("changed.gz", changed);
            Should.Throw<DataFormatException>(() => loader.LoadFrom(path), $"byte {place} changed");
        }
    }

    [Fact]
    public void A_text_folder_takes_no_cut_file()
    {
        byte[] whole = Gzip("text"u8.ToArray(), CompressionLevel.Optimal);
        _folder.Write("neg/1.txt", whole);
        for (int length = 1; length < whole.Length; length++)
        {
            _folder.Write("pos/1.txt", whole[..length]);
            Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path), $"cut to {length} bytes");
        }

        _folder.Write("pos/1.txt", whole);
        TextFolders.Load(_folder.Path).ShouldBe([new("text", 0), new("text", 1)]);
    }

    [Fact]
    public void Members_that_follow_each_other_are_one_file_wherever_their_ends_fall()
    {
        byte[] line = Encoding.UTF8.GetBytes("a\n");
        byte[] plain = Gzip(line, CompressionLevel.NoCompression);
        foreach (int bytes in new[] { 8192, 16384, 65536, 3 * 8192 })
        {
            for (int shift = -2 * plain.Length; shift <= 2; shift++)
            {
                // A stored member of so many bytes in the file ends near the end of a block that is read.
                byte[] first = Gzip(Encoding.UTF8.GetBytes(new string('x', bytes + shift - 100) + "\n"), CompressionLevel.NoCompression);
                byte[] two = [.. first, .. plain];
                TextLines.Load(_folder.Write("two.gz", two), 0).Count.ShouldBe(2);
                Should.Throw<DataFormatException>(() => TextLines.Load(_folder.Write("cut.gz", two[..(first.Length + 1)]), 0));
                Should.Throw<DataFormatException>(() => TextLines.Load(_folder.Write("cut.gz", two[..^1]), 0));
                Should.Throw<DataFormatException>(() => TextLines.Load(_folder.Write("cut.gz", first[..^1]), 0));
            }
        }
    }

    [Fact]
    public void What_follows_the_last_member_is_an_error()
    {
        byte[] whole = Gzip("a\n"u8.ToArray(), CompressionLevel.Optimal);
        Should.Throw<DataFormatException>(() => TextLines.Load(_folder.Write("more.gz", [.. whole, 0]), 0)).Message.ShouldContain("follows");
        Should.Throw<DataFormatException>(() => TextLines.Load(_folder.Write("more.gz", [.. whole, .. "garbage"u8]), 0));
    }

    [Fact]
    public void A_zip_archive_is_compared_with_what_it_states()
    {
        string path = _folder.WriteZip("a.zip", ("a.txt", string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i * 7919 % 10007}\n"))));
        TextLines.Load(path, 0).Count.ShouldBe(2000);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length += 7)
        {
            string cut = _folder.Write("cut.zip", whole[..length]);
            Should.Throw<DataFormatException>(() => WordPairs.Load(cut));
        }

        using MemoryStream stored = new();
        using (ZipArchive archive = new(stored, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry("a.txt", CompressionLevel.NoCompression).Open();
            entry.Write("hello\nworld\n"u8);
        }

        byte[] changed = stored.ToArray();
        changed[changed.AsSpan().IndexOf("hello"u8)] = (byte)'H';
        Should.Throw<DataFormatException>(() => TextLines.Load(_folder.Write("changed.zip", changed), 0)).Message.ShouldContain("checksum");
    }

    private static byte[] Gzip(byte[] content, CompressionLevel level)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, level))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }
}
