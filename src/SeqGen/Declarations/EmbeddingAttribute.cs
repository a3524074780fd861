namespace SeqGen;

/// <summary>Keras' Embedding: from tokens [steps] to vectors [steps, output_dim] of a table [vocabulary, output_dim].</summary>
/// <param name="outputDim">Values of a vector.</param>
public sealed class EmbeddingAttribute(int outputDim) : LayerAttribute
{
    /// <summary>Values of a vector.</summary>
    public int OutputDim { get; } = outputDim;

    /// <summary>Token 0 is padding: its steps are masked from here on.</summary>
    public bool MaskZero { get; set; }

    /// <summary>When inference looks up products with the next recurrent layer's kernel instead of vectors.</summary>
    public Folding Fold { get; set; }

    /// <summary>Initialiser of the table: a word of <see cref="Initialize"/>.</summary>
    public string EmbeddingsInitializer { get; set; } = Initialize.Uniform;

    /// <summary>The L1 penalty on the table.</summary>
    public double EmbeddingsL1 { get; set; }

    /// <summary>The L2 penalty on the table.</summary>
    public double EmbeddingsL2 { get; set; }
}
