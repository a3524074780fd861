using System.Text;
using SeqGen.Data;

namespace SeqGen.Tests.Data;

/// <summary>Counts of the public data sets; skipped where SEQGEN_DATA does not name their folder.</summary>
[Trait("Category", "RealData")]
public sealed class RealDataTests
{
    [Theory]
    [InlineData(DataPart.Train)]
    [InlineData(DataPart.Test)]
    public void Imdb_has_25000_reviews_in_each_part(DataPart part)
    {
        string folder = Folder("imdb");
        List<LabelledText> reviews = ImdbReviews.Load(part, folder);
        reviews.Count.ShouldBe(25_000);
        reviews.Count(review => review.Label == 1).ShouldBe(12_500);
        ImdbReviews.Read(part, folder).Take(100).ShouldBe(reviews.Take(100));
    }

    [Fact]
    public void The_folder_layout_of_imdb_has_the_same_order_as_the_shards()
    {
        List<LabelledText> sample = AclImdb.Load(Folder("imdb-sample"), DataPart.Test);
        sample.Count.ShouldBe(1_000);
        sample.Count(review => review.Label == 1).ShouldBe(500);

        // The sample holds every 25th review number, negative and positive.
        List<LabelledText> all = ImdbReviews.Load(DataPart.Test, Folder("imdb"));
        sample.ShouldBe(all.Where((_, i) => i / 2 % 25 == 0));
    }

    [Fact]
    public void Sarcasm_headlines_in_a_zip_archive()
    {
        List<LabelledText> headlines = JsonLines.Load(
            Path.Combine(Folder("sarcasm"), "Sarcasm_Headlines_Dataset.json.zip"), "headline", "is_sarcastic");
        headlines.Count.ShouldBe(26_709);
        headlines.Count(headline => headline.Label == 1).ShouldBe(11_724);
    }

    [Fact]
    public void Sms_spam_in_tabs_without_quoting()
    {
        List<LabelledText> messages = Delimited.Load(
            Path.Combine(Folder("sms-spam"), "SMSSpamCollection"),
            DelimitedFormat.Tsv with { Labels = LabelMap.Names("ham", "spam") });
        messages.Count.ShouldBe(5_574);
        messages.Count(message => message.Label == 1).ShouldBe(747);
    }

    [Fact]
    public void Tweets_in_quoted_CSV()
    {
        List<LabelledText> tweets = Delimited.Load(
            Path.Combine(Folder("sentiment140"), "sentiment140-20k.csv"),
            DelimitedFormat.Csv with { TextColumn = 5, Labels = LabelMap.Of([new("0", 0), new("4", 1)]) });
        tweets.Count.ShouldBe(20_000);
        tweets.Count(tweet => tweet.Label == 1).ShouldBe(10_001);
    }

    [Theory]
    [InlineData("stsa.binary.train", 2, 6_920)]
    [InlineData("stsa.fine.test", 5, 2_210)]
    public void Sentences_with_the_label_at_the_start(string file, int classes, int count) =>
        Delimited.Load(
            Path.Combine(Folder("sst2"), file),
            DelimitedFormat.Tsv with { Separator = ' ', Fields = 2, Labels = LabelMap.Integers(classes) }).Count.ShouldBe(count);

    [Fact]
    public void Sentences_in_the_Windows_code_page()
    {
        Encoding windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        string folder = Folder("rt-polarity");
        TextLines.Load(Path.Combine(folder, "rt-polarity.pos"), 1, windows).Count.ShouldBe(5_331);
        TextLines.Load(Path.Combine(folder, "rt-polarity.neg"), 0, Encoding.Latin1).Count.ShouldBe(5_331);
        Should.Throw<DataFormatException>(() => TextLines.Load(Path.Combine(folder, "rt-polarity.neg"), 0)).Line.ShouldNotBeNull();
    }

    [Fact]
    public void Time_series_with_dates_words_and_missing_values()
    {
        NumericTable oil = NumericTable.Load(Path.Combine(Folder("timeseries"), "ETTh1.csv"), new NumericFormat { Date = DateColumns.Named("date") });
        oil.Count.ShouldBe(17_420);
        oil.Names.ShouldBe(["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"]);
        oil.Dates[^1].ShouldBe(new DateTime(2018, 6, 26, 19, 0, 0));

        NumericTable air = NumericTable.Load(
            Path.Combine(Folder("timeseries"), "pollution.csv"),
            new NumericFormat { Date = DateColumns.Parts("year", "month", "day", "hour"), Skip = ["No"], Categories = ["cbwd"] });
        air.Count.ShouldBe(43_824);
        air.Names.ShouldBe(["pm2.5", "DEWP", "TEMP", "PRES", "cbwd=NE", "cbwd=NW", "cbwd=SE", "cbwd=cv", "Iws", "Is", "Ir"]);
        air.Names.Sum(air.MissingIn).ShouldBe(2_067);
        air.DropMissing().Count.ShouldBe(43_824 - 2_067);

        NumericTable passengers = NumericTable.Load(
            Path.Combine(Folder("timeseries"), "airline-passengers.csv"), new NumericFormat { Date = DateColumns.Named("Month") });
        passengers.Dates[^1].ShouldBe(new DateTime(1960, 12, 1));
        passengers["Passengers"][^1].ShouldBe(432);
    }

    private static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable(DataFolder.EnvironmentVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{DataFolder.EnvironmentVariable} is not set.");
        return DataFolder.Find(name, root);
    }
}
