using System.Text;
using SeqGen.Data;
using SeqGen.Embeddings;

namespace SeqGen.Fuzz.Targets;

/// <summary>The readers of data files.</summary>
internal static class DataTargets
{
    private static readonly string[] JsonWords = ["\"text\":", "\"label\":", "{\"text\":\"a\",\"label\":1}", "\\ud83d", ",", "[[", "{\"a\":{"];
    private static readonly string[] TableWords = ["2020-01-02T03:04:05+02:00", "2020-13-45", "sep=;", "date", "wind", "N", "wind=N", "24:00", "9999-12-31"];

    private static readonly DelimitedFormat[] DelimitedFormats =
    [
        DelimitedFormat.Csv, DelimitedFormat.Csv with { HasHeader = true, ExtraFields = ExtraFields.Joined }, DelimitedFormat.Csv with { TextColumn = 3, ExtraFields = ExtraFields.Ignored },
    ];

    private static readonly NumericFormat[] NumericFormats =
    [
        NumericFormat.Csv, NumericFormat.DecimalComma, new() { Date = DateColumns.Named("date"), Categories = ["wind"] }, new() { HasHeader = false },
        new() { HasHeader = false, SkipEmptyLines = true, Date = DateColumns.DateAndTime("0", "1") }, new() { Date = DateColumns.Parts("year", "month", "day", "hour"), Categories = ["wind", "sky"] },
    ];

    public static IEnumerable<FuzzTarget> All =>
    [
        new FileTarget("csv", ["0,\"a, \"\"b\"\"\nc\"\r\n1,d\n", "label,text\n0,a,b\n1,c,\n", "0,x,y,text\n1,x,y,\"z\"\n"], ["sep=,", "0,\"", "\",", "0,"], path =>
            InWays([.. DelimitedFormats.Select(format => (Action)(() => Delimited.Load(path, format)))])),
        new FileTarget("tsv", ["0\ta\tb\r1\tc\r\n", "ham\tit's\nspam\tWIN\n", "4 a fine film\n0 dull\n"], ["0\t", "ham\t"], path => InWays(
            () => Delimited.Load(path, DelimitedFormat.Tsv),
            () => Delimited.Load(path, DelimitedFormat.Tsv with { Labels = LabelMap.Names("ham", "spam"), Encoding = Encoding.Latin1 }),
            () => Delimited.Load(path, DelimitedFormat.Tsv with { Separator = ' ', Fields = 2, Labels = LabelMap.Integers(5) }))),
        new FileTarget("jsonl", ["{\"text\":\"a\\u00e9\",\"label\":1}\r\n\n{\"label\":\"0\",\"x\":[1,{}],\"text\":\"b\"}\n", "[\n{\"text\":\"a\",\"label\":true},\r{\"text\":\"b\",\"label\":false}]\n"], JsonWords, path => JsonLines.Load(path)),
        new FileTarget("lines", ["one\r\n\ntwo\rthree\u0085still\n"], [], path => TextLines.Load(path, 1)),
        new FileTarget("pairs", ["Go.\tVa !\nHi.\tSalut !\tCC-BY\r\n"], ["\t\t", "Go.\t"], path => WordPairs.Load(path)),
        new FileTarget("table",
            [
                "a,b\n1,2\nNA,4e1\n\"5\",\n", "a;b;\n1,5;2;\n;-3,25;\n", "date,wind,x\n2020-01-01,N,1\n2020-01-02T03:04:05Z,S,2\n", "x\n1\n\n3\n",
                "2020-01-01,03:04,1\n02.01.2020,04:05:06,2\n", "year,month,day,hour,wind,sky,x\n2010,1,1,0,N,blue,1\n2010,1,1,1,S,grey,2\n",
            ],
            TableWords,
            path => InWays([.. NumericFormats.Select(format => (Action)(() => NumericTable.Load(path, format).FillForward().Interpolate().DropMissing()))]),
            bytesPerByte: 2048), // One line of separators is a column a byte, and each column is copied three times.
        new FileTarget("normalization", ["{\"a\":{\"centre\":1,\"scale\":2.5},\"b\":{\"centre\":-1e3,\"scale\":1}}"], ["\"a\":", "{\"centre\":1,\"scale\":2}", ","], path => ColumnNormalization.Load(path)),
        new FileTarget("analogies", [": capital\nAthens Greece Oslo Norway\nParis France Rome Italy\n: x\na b c d\n"], [": ", "a b c d\n"], path => AnalogyQuestions.Load(path)),
        new FileTarget("similarities", ["# Word 1\tWord 2\nlove\tsex\t6.77\ntiger\tcat\t7.35\n"], ["a\tb\t1\n"], path => WordSimilarities.Load(path)),
        new FileTarget("glove", ["the 0.1 -0.2 3e-1\nof 1 2 3\n. . . 4 5 6\n", "слово\t1\t2\r日本\t3\t4\r"], ["of 1 2 3 4\n", " 0.5", "\t"], ReadVectors),
        new FileTarget("word2vec-text", ["2 3\nthe 0.1 -0.2 3e-1\nof 1 2 3\n", "3 1\na 1\nслово 2\nc 3\n"], ["2 3\n", "2147483647 100000\n", " 0.5"], ReadVectors),
        new FileTarget("word2vec-binary", ["2 2\nab \u0001\u0002\u0003\u0001\u0001\u0002\u0003\u0001\nc \u0001\u0002\u0003\u0001\u0001\u0002\u0003\u0001\n", "1 1\na \u0001\u0002\u0003\u0001"], ["16384 100000\n", "2 2\n", "ab "], ReadVectors),
        new FolderTarget(),
        new FileTarget("tokenizer", TokenizerSeeds(), JsonTokenizerWords, path => SeqGen.Text.Tokenizer.Load(path)),
    ];

    private static readonly string[] JsonTokenizerWords = ["\"word_counts\":", "\"word_index\":", "\"index_word\":", "\"num_words\":", "\"oov_token\":", "\"document_count\":", "{\\\"a\\\": 1}", "\"config\":", "-1", "0", "null"];

    /// <summary>Reads the same file in several ways; it is refused where all refuse it.</summary>
    private static void InWays(params Action[] ways)
    {
        DataFormatException? refusal = null;
        int taken = 0;
        foreach (Action read in ways)
        {
            try
            {
                read();
                taken++;
            }
            catch (DataFormatException error)
            {
                refusal = error;
            }
        }

        if (taken == 0 && refusal is not null)
        {
            throw refusal;
        }
    }

    private static void ReadVectors(string path) => InWays(() => WordVectors.Load(path, limit: 2), () => WordVectors.Load(path));

    private static string[] TokenizerSeeds()
    {
        SeqGen.Text.Tokenizer tokenizer = new(numWords: 5, oovToken: "?");
        tokenizer.FitOnTexts(["the cat sat on the mat", "a dog, the cat"]);
        SeqGen.Text.Tokenizer letters = new(charLevel: true);
        letters.FitOnTexts(["ab ba", "c"]);
        return [tokenizer.ToJson(), letters.ToJson()];
    }

    /// <summary>A folder of texts in which one text is the input.</summary>
    private sealed class FolderTarget() : FuzzTarget("folders", ["a text\n", "\uFEFFмир\r\n"], [])
    {
        public override bool Take(byte[] input, string folder)
        {
            foreach (string name in new[] { "neg", "pos" })
            {
                Directory.CreateDirectory(Path.Combine(folder, "train", name));
            }

            File.WriteAllText(Path.Combine(folder, "train/neg/1_1.txt"), "x");
            File.WriteAllBytes(Path.Combine(folder, "train/pos/1_9.txt"), input);
            try
            {
                TextFolders.Load(folder, DataPart.Train);
                AclImdb.Load(folder, DataPart.Train);
                return true;
            }
            catch (DataFormatException)
            {
                return false;
            }
        }
    }
}
