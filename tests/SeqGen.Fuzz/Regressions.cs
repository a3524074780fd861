using System.Text;

namespace SeqGen.Fuzz;

/// <summary>An input that once broke a promise, or shows one.</summary>
/// <param name="Target">What reads it.</param>
/// <param name="Input">The bytes.</param>
/// <param name="What">What happened.</param>
internal sealed record Regression(string Target, byte[] Input, string What)
{
    public Regression(string target, string text, string what)
        : this(target, Encoding.UTF8.GetBytes(text), what)
    {
    }
}

/// <summary>Small cases of what was found.</summary>
internal static class Regressions
{
    public static IReadOnlyList<Regression> All { get; } =
    [
        new("normalization", "{\"a\":{\"centre\":1,\"scale\":2},\"a\":{\"centre\":1,\"scale\":2}}", "ArgumentException for a name that appears twice"),
        new("table", "date,wind\n2020-01-01,\n", "ArgumentOutOfRangeException for a table without a single column"),
        new("table", "date,wind,wind=N\n2020-01-01,N,1\n", "ArgumentException for a column that a word makes a second time"),
        new("word2vec-binary", "16384 100000\nthe 0.5 1\n", "6.5 GB for what a header claims"),
        new("word2vec-text", "2147483647 100000\na 1", "gigabytes for what a header claims"),
        new("seqnet", "model M\nloss mse\n", "an exception that disabled all models of a project"),
        new("seqnet", "model M\nnamespace Acme.@event\nfeatures size=2\ndense 1\n", "the same for a namespace that is a keyword"),
        new("seqnet", $"model {new string('a', 240)}\nfeatures size=2\ndense 1\n", "an overflow in the name of the emitted file"),
        new("import-nam", "{\"version\":\"0.5.4\",\"architecture\":\"WaveNet\",\"config\":{\"layers\":[{\"input_size\":1,\"condition_size\":1,\"head_size\":1,\"channels\":1,\"kernel_size\":2,\"dilations\":[],\"activation\":\"Tanh\",\"gated\":false,\"head_bias\":true}],\"head\":null,\"head_scale\":0.5},\"weights\":[1,1,1,1]}", "ArgumentOutOfRangeException for a stack without layers"),
        new("import-rtneural", "{\"in_shape\":[null,null,1073741824],\"in_skip\":1,\"layers\":[{\"type\":\"activation\",\"activation\":\"tanh\",\"shape\":[1]}]}", "4 GB for what a shape claims"),
        new("glove", "\uFEFF2 2\na 1 2\nb 3 4\n", "three words of one dimension"),
    ];
}
