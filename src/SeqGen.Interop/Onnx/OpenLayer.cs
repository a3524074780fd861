using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>A layer that a following node may still complete: with a bias, or an activation.</summary>
internal sealed class OpenLayer(Layer layer, Action<OpenLayer> finish)
{
    public Layer Layer { get; } = layer;

    public float[]? Bias { get; set; }

    public string Activation { get; set; } = "linear";

    /// <summary>Where the layer can have a bias.</summary>
    public bool TakesBias { get; init; } = true;

    /// <summary>Where the layer can end with an activation.</summary>
    public bool TakesActivation { get; init; } = true;

    /// <summary>The factors of a normalisation or a rescaling, and the addends of a normalisation.</summary>
    public float[]? Gamma { get; set; }

    public float[]? Beta { get; set; }

    public bool IsNormalization { get; init; }

    /// <summary>Writes the options that are known now.</summary>
    public void Finish() => finish(this);
}
