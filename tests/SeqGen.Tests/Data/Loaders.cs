using System.Text;
using SeqGen.Data;
using SeqGen.Embeddings;

namespace SeqGen.Tests.Data;

/// <summary>Every loader of data files with a small file that it loads.</summary>
internal static class Loaders
{
    private static readonly NumericFormat Dated = new() { Date = DateColumns.Named("date"), Categories = ["wind"] };

    /// <summary>Name, content and loader; the loader gives the number of things that it found, and takes bounds.</summary>
    public static IReadOnlyList<Loader> All { get; } =
    [
        new("csv", "0,\"a, b\"\n1,c\n", (path, limits) => Delimited.Load(path, DelimitedFormat.Csv with { Limits = limits }).Count),
        new("tsv", "0\ta\n1\tb\n", (path, limits) => Delimited.Load(path, DelimitedFormat.Tsv with { Limits = limits }).Count),
        new("jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":0}\n", (path, limits) => JsonLines.Load(path, limits: limits).Count),
        new("json", "[{\"text\":\"a\",\"label\":1},\n{\"text\":\"b\",\"label\":0}]\n", (path, limits) => JsonLines.Load(path, limits: limits).Count),
        new("lines", "a\nb\n", (path, limits) => TextLines.Load(path, 0, limits: limits).Count),
        new("pairs", "a\tb\nc\td\n", (path, limits) => WordPairs.Load(path, limits).Count),
        new("table", "a,b\n1,2\n3,4\n", (path, limits) => NumericTable.Load(path, new NumericFormat { Limits = limits }).Count),
        new("dated table", "date,wind,b\n2020-01-01,N,2\n2020-01-02,S,4\n", (path, limits) => NumericTable.Load(path, Dated with { Limits = limits }).Count),
        new("normalization", "{\"a\":{\"centre\":1,\"scale\":2},\"b\":{\"centre\":1,\"scale\":2}}\n", (path, limits) => ColumnNormalization.Load(path, limits).Names.Count()),
        new("analogies", ": s\na b c d\ne f g h\n", (path, limits) => AnalogyQuestions.Load(path, limits).Count),
        new("similarities", "# s\na\tb\t1\nc\td\t2\n", (path, limits) => WordSimilarities.Load(path, limits).Count),
        new("glove", "a 1 2\nb 3 4\n", (path, limits) => WordVectors.Load(path, limits: limits).Count),
        new("word2vec text", "2 2\na 1 2\nb 3 4\n", (path, limits) => WordVectors.Load(path, limits: limits).Count),
        new("word2vec binary", "2 1\na \u0001\u0002\u0003\u0001\nb \u0001\u0002\u0003\u0001\n", (path, limits) => WordVectors.Load(path, limits: limits).Count),
    ];

    public static TheoryData<string> Names => [.. All.Select(loader => loader.Name)];

    public static Loader Named(string name) => All.Single(loader => loader.Name == name);
}

/// <param name="Name">What it loads.</param>
/// <param name="Content">A file in which it finds two things.</param>
/// <param name="Load">Loads a file.</param>
internal sealed record Loader(string Name, string Content, Func<string, DataLimits, int> Load)
{
    public byte[] Bytes => Encoding.UTF8.GetBytes(Content);

    public int LoadFrom(string path) => Load(path, DataLimits.Default);

    public override string ToString() => Name;
}
