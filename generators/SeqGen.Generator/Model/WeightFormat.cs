namespace SeqGen.Generator.Model;

/// <summary>How inference stores the matrices that it multiplies by. Arithmetic and training are float32 in any case.</summary>
internal enum WeightFormat
{
    Float32,

    /// <summary>The upper half of a float: 8 bits of precision, two values in a word.</summary>
    BFloat16,
}
