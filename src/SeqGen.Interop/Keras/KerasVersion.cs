using System.Globalization;

namespace SeqGen.Interop.Keras;

/// <summary>What words and defaults mean is a matter of the version that wrote a file.</summary>
/// <param name="Text">The version as written, or null.</param>
internal sealed record KerasVersion(string? Text)
{
    /// <summary>The first number; files without a version are Keras 1's.</summary>
    public int Major { get; } = Text is not null && int.TryParse(Text.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : 1;

    /// <summary>Keras 3's hard sigmoid is relu6(x + 3) / 6, that of the versions before clip(0.2 x + 0.5, 0, 1).</summary>
    public string HardSigmoid => Major >= 3 ? "hard_sigmoid(keras3)" : "hard_sigmoid(keras2)";

    public override string ToString() => Text is null ? "Keras (no version, so 1)" : $"Keras {Text}";
}
