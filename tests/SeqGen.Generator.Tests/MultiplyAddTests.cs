using System.Globalization;
using System.Text.RegularExpressions;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>What the header of an emitted file says of a sequence's multiply-adds, counted by hand.</summary>
public sealed partial class MultiplyAddTests
{
    [Theory]
    [InlineData("features length=9 size=4\nconv1d 5 kernel_size=2 strides=2\n", 4 * 2 * 4 * 5)]
    [InlineData("features length=9 size=4\nconv1d 6 kernel_size=2 strides=2 groups=2\n", 4 * 2 * 2 * 6)]
    [InlineData("features length=9 size=4\ndepthwise_conv1d 2 depth_multiplier=3\n", 8 * 2 * 4 * 3)]
    [InlineData("features length=9 size=4\nseparable_conv1d 5 2 depth_multiplier=3\n", 8 * 4 * 3 * (2 + 5))]
    [InlineData("features length=9 size=4\nconv1d_transpose 5 3 strides=2\n", 9 * 3 * 4 * 5)]
    [InlineData("one_hot length=9 vocabulary=4\nconv1d 5 kernel_size=2\n", 0)]
    [InlineData("branch keys\nfeatures length=5 size=4\nbranch queries\nfeatures length=2 size=4\nattention keys\n", 2 * 5 * (4 + 4))]
    [InlineData("branch keys\nfeatures length=5 size=4\nbranch queries\nfeatures length=2 size=4\nadditive_attention keys\n", 2 * 5 * (4 + 4))]
    [InlineData("features length=3 size=4 name=x\nmulti_head_attention x 2 5\n", (2 * 5 * 4 * 3 * 4) + (3 * 3 * 2 * (5 + 5)))]
    [InlineData("tokens length=7 vocabulary=9\nembedding 4\nlstm 3\n", 7 * 12 * (4 + 3))]
    [InlineData("one_hot length=7 vocabulary=9\nlstm 3\n", 7 * 12 * 3)]
    [InlineData("features length=7 size=2\npeephole_lstm 3\n", 7 * ((12 * (2 + 3)) + 9))]
    [InlineData("features length=5 size=2\nbidirectional gru 3\n", 2 * 5 * 9 * (2 + 3))]
    [InlineData("features length=7 size=2\nprojected_lstm 5 3\n", 7 * ((20 * (2 + 3)) + (5 * 3)))]
    [InlineData("features length=7 size=2\nmin_gru 3\n", 7 * 6 * 2)]
    [InlineData("features length=5 size=2\nflatten\ndense 3\n", 10 * 3)]
    [InlineData("features length=5 size=2\ndense 3\nlayer_normalization\nmax_pooling1d 2\n", (5 * 2 * 3) + (5 * 3))]
    [InlineData("features length=5 size=2\nprelu\nmultiply features\nup_sampling1d 3\ndense 3\n", (5 * 2) + (15 * 2 * 3))]
    public void AreCountedAsTheLayersAreDefined(string layers, int expected)
    {
        GeneratorRun run = GeneratorHarness.RunSeqnet("model Model\n" + layers);
        run.Diagnostics.ShouldBeEmpty();
        string total = run.Sources.Values.Select(text => Total().Match(text)).Single(match => match.Success).Groups[1].Value;
        int.Parse(total, NumberStyles.AllowThousands, CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    [GeneratedRegex(@"^//   total .* ([\d,]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Total();
}
