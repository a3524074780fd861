using System.IO.Compression;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.Samples.Tensors;

/// <summary>T9: every loader, what is held out, and windows over a series with missing values.</summary>
internal static class LoaderRow
{
    private const double HeldOut = 0.2;

    private static readonly DelimitedFormat Tweets = DelimitedFormat.Csv with { TextColumn = 5, Labels = LabelMap.Of([new("0", 0), new("4", 1)]) };
    private static readonly DelimitedFormat Messages = DelimitedFormat.Tsv with { Labels = LabelMap.Names("ham", "spam") };

    public static void ShowOwn(RowPage page)
    {
        string folder = Directory.CreateTempSubdirectory("seqgen-").FullName;
        try
        {
            foreach (string part in new[] { "neg/0_2.txt", "neg/1_3.txt", "pos/0_9.txt", "pos/1_8.txt" })
            {
                Write($"aclImdb/train/{part}", part.StartsWith("pos", StringComparison.Ordinal) ? "a fine film" : "a dull film");
            }

            Write("headlines.json", """
                {"headline": "area man wins", "is_sarcastic": 1}
                {"headline": "senate votes", "is_sarcastic": 0}
                """);
            using (GZipStream zipped = new(File.Create(Path.Combine(folder, "headlines.json.gz")), CompressionLevel.Optimal))
            {
                zipped.Write(File.ReadAllBytes(Path.Combine(folder, "headlines.json")));
            }

            Write("tweets.csv", "\"0\",\"1\",\"Mon\",\"q\",\"me\",\"so sad, today\"\n\"4\",\"2\",\"Tue\",\"q\",\"me\",\"he said \"\"yes\"\"\"\n");
            Write("messages.tsv", "ham\tSee you at eight\nspam\tYou have won\n");
            Write("pairs.txt", "Go.\tVa !\nHi.\tSalut !\nHi.\tBonjour !\n");
            Write("series.csv", "date,degrees,wind\n2020-01-01 00:00,1.0,N\n2020-01-01 01:00,NA,S\n2020-01-01 02:00,3.0,N\n2020-01-01 03:00,4.0,N\n");

            ShowTexts(page, "aclImdb folders", AclImdb.Load(Path.Combine(folder, "aclImdb"), DataPart.Train));
            ShowTexts(page, "JSON lines, gzip", JsonLines.Load(Path.Combine(folder, "headlines.json.gz"), "headline", "is_sarcastic"));
            ShowTexts(page, "CSV, label in column 0, text in column 5", Delimited.Load(Path.Combine(folder, "tweets.csv"), Tweets));
            ShowTexts(page, "TSV, labels ham and spam", Delimited.Load(Path.Combine(folder, "messages.tsv"), Messages));
            ShowPairs(page, WordPairs.Load(Path.Combine(folder, "pairs.txt")), heldOut: 1);
            ShowSeries(page, NumericTable.Load(Path.Combine(folder, "series.csv"), new NumericFormat { Date = DateColumns.Named("date"), Categories = ["wind"] }), "degrees", window: 2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        ShowDivisions(page, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);

        void Write(string name, string content)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }
    }

    public static void ShowReal(RowPage page)
    {
        ShowTexts(page, "IMDB, JSON lines, gzip", page.TrainingReviews);
        ShowTexts(page, "a part of IMDB, aclImdb folders", AclImdb.Load(page.Find("imdb-sample", "aclImdb"), DataPart.Train));
        ShowTexts(page, "sarcasm, JSON lines, zip", JsonLines.Load(
            Path.Combine(page.Find("sarcasm", "Sarcasm_Headlines_Dataset.json.zip"), "Sarcasm_Headlines_Dataset.json.zip"), "headline", "is_sarcastic"));
        ShowTexts(page, "Sentiment140, CSV", Delimited.Load(Path.Combine(page.Find("sentiment140", "sentiment140-20k.csv"), "sentiment140-20k.csv"), Tweets));
        List<LabelledText> messages = Delimited.Load(Path.Combine(page.Find("sms-spam", "SMSSpamCollection"), "SMSSpamCollection"), Messages);
        ShowTexts(page, "SMS, TSV", messages);
        ShowPairs(page, WordPairs.Load(Path.Combine(page.Find("eng-fra", "fra-eng.zip"), "fra-eng.zip")), heldOut: 10_000);
        ShowSeries(
            page,
            NumericTable.Load(Path.Combine(page.Find("timeseries", "pollution.csv"), "pollution.csv"), new NumericFormat
            {
                Date = DateColumns.Parts("year", "month", "day", "hour"),
                Skip = ["No"],
                Categories = ["cbwd"],
            }),
            "pm2.5",
            window: 24);
        ShowDivisions(page, [.. messages.Select(message => message.Label)]);
    }

    private static void ShowTexts(RowPage page, string what, List<LabelledText> texts)
    {
        const int Shown = 60;
        string first = texts[0].Text.Length > Shown ? texts[0].Text[..Shown] + "..." : texts[0].Text;
        RowPage.Print($"{what}: {texts.Count:N0} texts, {texts.Count(text => text.Label == 1):N0} of class 1; the first is of class {texts[0].Label}: {first}");
        page.Add($"texts_of_{what.Split([' ', ','])[0].ToLowerInvariant()}", texts.Count);
    }

    private static void ShowPairs(RowPage page, List<TextPair> pairs, int heldOut)
    {
        (List<TextPair> training, List<TextPair> test) = WordPairs.SplitBySource(pairs, heldOut, page.Seed);
        RowPage.Print($"word pairs: {pairs.Count:N0}, first {pairs[0].Source} - {pairs[0].Target}; held out by source: {test.Count:N0} of {training.Count + test.Count:N0}");
        page.Add("pairs", pairs.Count);
    }

    private static void ShowSeries(RowPage page, NumericTable table, string column, int window)
    {
        int missing = table.MissingIn(column);
        RowPage.Print($"numbers: {table.Count:N0} rows from {table.Dates[0]:yyyy-MM-dd HH:mm}, columns {string.Join(" ", table.Names)}; missing in {column}: {missing:N0}");
        int training = (int)(table.Count * (1 - HeldOut));
        NumericTable filled = table.MarkMissing(column).Interpolate(column).FillWithMean(training, column);
        SequenceMatrix<float> scaled = ColumnNormalization.Standard(filled, training).Apply(filled).ToMatrix();
        TimeseriesWindows windows = TimeseriesWindows.Forecast(scaled, [.. filled[column]], window, delay: 1);
        RowPage.Print($"marked, interpolated, at the ends filled with the mean, scaled by the first {training:N0} rows: {windows.Count:N0} windows of {windows.Length} x {windows.Features}; dropped instead: {table.DropMissing(column).Count:N0} rows");
        page.Add("missing_values", missing);
        page.Add("windows", windows.Count);
    }

    private static void ShowDivisions(RowPage page, int[] labels)
    {
        DataSplit<int> last = DataSplit.Last([.. Enumerable.Range(0, labels.Length)], HeldOut);
        DataSplit<int> stratified = DataSplit.Stratified(labels, HeldOut, page.Seed);
        double Share(int[] rows) => (double)rows.Count(row => labels[row] == 1) / rows.Length;
        RowPage.Print($"the last fifth of {labels.Length:N0} held out: {last.Validation.Length:N0}; class 1 is {Share(last.Training):P1} of the training part and {Share(last.Validation):P1} of what is held out");
        RowPage.Print($"a fifth of each class held out: {stratified.Validation.Length:N0}; class 1 is {Share(stratified.Training):P1} of the training part and {Share(stratified.Validation):P1} of what is held out");
        RowPage.Print($"shuffled with seed {page.Seed}, the first are numbers {string.Join(' ', SeededShuffle.Permutation(labels.Length, page.Seed).Take(8))}");
        page.Add("held_out_of_each_class", stratified.Validation.Length);
    }
}
