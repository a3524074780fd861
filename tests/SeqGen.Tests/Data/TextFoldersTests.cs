using System.Text;
using SeqGen.Data;

namespace SeqGen.Tests.Data;

/// <summary>Folders of texts with one class a folder.</summary>
public sealed class TextFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_are_classes_in_the_order_of_their_names()
    {
        _folder.Write("sport/b.txt", "\uFEFFgoal");
        _folder.Write("sport/a.TXT", "match\r\nwon");
        _folder.Write("arts/1.txt", "");
        _folder.Write("Zoo/x.txt", "lion");
        _folder.Write("Zoo/notes.md", "no text");
        _folder.Write("Zoo/.hidden.txt", "no text");
        _folder.Write(".cache/x.txt", "no text");
        _folder.Write("README.md", "no text");
        TextFolders.ClassNames(_folder.Path).ShouldBe(["Zoo", "arts", "sport"]);
        TextFolders.Load(_folder.Path).ShouldBe([new("lion", 0), new("", 1), new("match\r\nwon", 2), new("goal", 2)]);
        TextFolders.Load(_folder.Path, new TextFolderFormat { Labels = LabelMap.Names("sport", "arts") }).Select(sample => sample.Label).ShouldBe([0, 0, 1]);
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path, new TextFolderFormat { Pattern = "*" })).Message.ShouldContain("'README.md' lies beside");
        File.Delete(_folder["README.md"]);
        TextFolders.Load(_folder.Path, new TextFolderFormat { Pattern = "*" })[0].Text.ShouldBe("no text");
    }

    [Fact]
    public void Parts_have_the_classes_of_the_training_part()
    {
        _folder.Write("train/a/1", "x");
        _folder.Write("train/b/1", "y");
        _folder.Write("test/b/1", "z");
        TextFolderFormat all = new() { Pattern = "*" };
        TextFolders.Load(_folder.Path, DataPart.Train, all).ShouldBe([new("x", 0), new("y", 1)]);
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path, DataPart.Test, all));
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path, all)).Message.ShouldContain("holds a folder, 'b'");
        _folder.Write("test/c/1", "z");
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path, DataPart.Test, all)).Message.ShouldContain("not those of the training part (a, b)");
        TextFolders.Load(_folder.Path, DataPart.Test, all with { Labels = LabelMap.Names("c", "b") }).ShouldBe([new("z", 0), new("z", 1)]);
        _folder.Write("test/a/1", "w");
        Directory.Delete(_folder["test/c"], recursive: true);
        TextFolders.Load(_folder.Path, DataPart.Test, all).ShouldBe([new("w", 0), new("z", 1)]);
    }

    [Fact]
    public void Encodings()
    {
        _folder.Write("a/1.txt", Encoding.Latin1.GetBytes("caf\u00e9"));
        _folder.Write("b/1.txt", Encoding.Latin1.GetBytes("th\u00e9"));
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path)).Path.ShouldBe(_folder["a/1.txt"]);
        TextFolders.Load(_folder.Path, new TextFolderFormat { Encoding = Encoding.Latin1 }).ShouldBe([new("café", 0), new("thé", 1)]);
        foreach (string name in new[] { "a/1.txt", "b/1.txt" })
        {
            _folder.Write(name, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("日本")]);
        }

        TextFolders.Load(_folder.Path, new TextFolderFormat { Encoding = Encoding.Unicode })[1].ShouldBe(new LabelledText("日本", 1));
    }

    [Fact]
    public void What_has_no_class_or_no_text_is_an_error()
    {
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder["none"])).Message.ShouldContain("no such");
        _folder.Write("a/1.txt", "x");
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path)).Message.ShouldContain("there are 1 folders");
        Directory.CreateDirectory(_folder["b"]);
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path)).Message.ShouldContain("no .txt files");
        _folder.Write("b/1.txt", "y");
        _folder.Write("2.txt", "z");
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path)).Message.ShouldContain("'2.txt' lies beside");
        TextFolders.Load(_folder.Path, new TextFolderFormat { Labels = LabelMap.Names("a", "b") }).Count.ShouldBe(2);
        Should.Throw<DataFormatException>(() => TextFolders.Load(_folder.Path, new TextFolderFormat { Labels = LabelMap.Names("a", "c") })).Path.ShouldBe(_folder["c"]);
    }
}
