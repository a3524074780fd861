using SeqGen.Data;

namespace SeqGen.Tests.Data;

public sealed class AclImdbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reviews_come_in_order_of_their_numbers()
    {
        _folder.Write("aclImdb/train/pos/10_9.txt", "great");
        _folder.Write("aclImdb/train/pos/2_7.txt", "good");
        _folder.Write("aclImdb/train/neg/2_1.txt", "awful");
        _folder.Write("aclImdb/train/neg/11_3.txt", "poor");
        _folder.Write("aclImdb/train/neg/notes.md", "not a review");
        LabelledText[] expected = [new("awful", 0), new("good", 1), new("great", 1), new("poor", 0)];
        AclImdb.Load(_folder.Path, DataPart.Train).ShouldBe(expected);
        AclImdb.Load(_folder["aclImdb"], DataPart.Train).ShouldBe(expected);
    }

    [Fact]
    public void Missing_and_empty_folders_are_errors()
    {
        Should.Throw<DataFormatException>(() => AclImdb.Load(_folder.Path, DataPart.Test)).Message.ShouldContain("aclImdb/test");
        Should.Throw<DataFormatException>(() => AclImdb.Load(_folder["none"], DataPart.Test)).Path.ShouldBe(_folder["none"]);
        _folder.Write("train/pos/1_9.txt", "good");
        Should.Throw<DataFormatException>(() => AclImdb.Load(_folder.Path, DataPart.Train)).Path!.ShouldEndWith("neg");
        _folder.Write("train/neg/readme.md", "");
        Should.Throw<DataFormatException>(() => AclImdb.Load(_folder.Path, DataPart.Train)).Message.ShouldContain("no .txt files");
        _folder.Write("train/neg/1_1.txt", [0xFF, 0xFE, 0x41]);
        Should.Throw<DataFormatException>(() => AclImdb.Load(_folder.Path, DataPart.Train)).Message.ShouldContain("1_1.txt");
    }

    [Fact]
    public void A_data_folder_is_found_or_the_error_says_where_it_should_be()
    {
        Directory.CreateDirectory(_folder["imdb"]);
        DataFolder.Find("imdb", _folder.Path).ShouldBe(_folder["imdb"]);
        DataFormatException error = Should.Throw<DataFormatException>(() => DataFolder.Find("sst2", _folder.Path));
        error.Message.ShouldContain("sst2");
        error.Message.ShouldContain(_folder.Path);
        Should.Throw<DataFormatException>(() => ImdbReviews.Load(DataPart.Train, _folder["imdb"])).Message.ShouldContain("train-*");
        Should.Throw<DataFormatException>(() => ImdbReviews.Load(DataPart.Train, _folder["none"])).Message.ShouldContain("no such");
    }
}
