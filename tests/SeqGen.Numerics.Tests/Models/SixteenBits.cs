namespace SeqGen.Numerics.Tests.Models;

/// <summary>
/// Models whose inference has matrices in 16 bits, and the rounding written down once more: of two rows that a product takes
/// one after the other, the first is rounded to the upper half of a float; the second gets the first one's bits below its own.
/// </summary>
internal static class SixteenBits
{
    /// <summary>Names and declarations; sums of odd length, narrow and wide layers, windows, masks.</summary>
    public static IReadOnlyList<(string Name, string Text)> Texts { get; } =
    [
        Sample("HalfLstm", "features length=11 size=33", "lstm 50 return_sequences=true", "lstm 3", "dense 5 softmax"),
        Sample("HalfGru", "one_hot length=9 vocabulary=31", "gru 20 return_sequences=true", "dense 31 softmax"),
        Sample("HalfConv", "features length=14 size=5", "conv1d 18 3 relu padding=causal dilation_rate=2", "conv1d 7 2 padding=causal", "gru 5 reset_after=false"),
        Sample("HalfFlat", "features length=5 size=7", "dense 9 relu", "flatten", "dense 6"),
        Sample("HalfBoth", "tokens length=12 vocabulary=40", "embedding 6 mask_zero=true", "bidirectional peephole_lstm 7 return_sequences=true", "simple_rnn 17", "dense 1 sigmoid"),
        Sample("HalfTokens", "tokens length=12 vocabulary=40", "embedding 6 fold=never", "lstm 70", "dense 1 sigmoid"),
        Sample("HalfConvOneHot", "one_hot length=9 vocabulary=11", "conv1d 18 3 padding=causal", "dense 6"),
        Sample("HalfNormal", "features length=6 size=5", "simple_rnn 7 layer_normalization=true return_sequences=true", "lstm 6 layer_normalization=true"),
        Sample("HalfWide", "features length=3 size=64", "lstm 128"),
    ];

    /// <summary>The same declarations without the option.</summary>
    public static IReadOnlyList<(string Name, string Text)> InFloat32 { get; } = [.. Texts.Select(sample => (sample.Name, sample.Text.Replace(Option, "")))];

    private const string Option = " weights=bfloat16";

    /// <summary>Matrices that stay in float32: tables that tokens look up, and layers of few outputs.</summary>
    private static readonly string[] Kept = ["HalfGru gru/kernel", "HalfBoth bidirectional/forward/kernel", "HalfBoth bidirectional/backward/kernel", "HalfBoth dense/kernel", "HalfTokens dense/kernel", "HalfConvOneHot conv1d/kernel"];

    /// <summary>Rows that lie one after the other, where these are not all rows: the values of a padded step.</summary>
    private static readonly Dictionary<string, int> Runs = new()
    {
        ["HalfConv conv1d/kernel"] = 5,
        ["HalfConv conv1d_1/kernel"] = 18,
        ["HalfFlat dense_1/kernel"] = 9,
    };

    /// <summary>Copies weights, those matrices rounded that the model has in 16 bits.</summary>
    public static void CopyRounded(SequenceModel from, SequenceModel to)
    {
        string model = from.Description.Name;
        bool isHalf = Texts.Any(sample => sample.Name == model);
        foreach (WeightDescription weight in from.Description.Weights)
        {
            float[] values = from.GetWeight(weight.Name);
            string name = $"{model} {weight.Name}";
            if (isHalf && weight.Name.EndsWith("kernel", StringComparison.Ordinal) && !Kept.Contains(name))
            {
                int rows = values.Length / weight.Shape[^1];
                Round(values, rows, Runs.GetValueOrDefault(name, rows));
            }

            to.SetWeight(weight.Name, values);
        }
    }

    private static void Round(float[] values, int rows, int run)
    {
        int columns = values.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            bool isSecond = row % run % 2 == 1;
            for (int column = 0; column < columns; column++)
            {
                int at = row * columns + column;
                uint lower = isSecond ? BitConverter.SingleToUInt32Bits(values[at - columns]) >> 16 : 0;
                values[at] = Nearest(values[at], lower);
            }
        }
    }

    /// <summary>The float with the given lower half that is nearest to a value.</summary>
    private static float Nearest(float value, uint lower)
    {
        uint upper = BitConverter.SingleToUInt32Bits(value) >> 16;
        float[] candidates = [.. new[] { upper, upper - 1, upper + 1 }.Select(half => BitConverter.UInt32BitsToSingle(half << 16 | lower))];
        return candidates.MinBy(candidate => Math.Abs((double)candidate - value));
    }

    private static (string Name, string Text) Sample(string name, params string[] lines) => SampleModels.Sample(name + Option, lines);
}
