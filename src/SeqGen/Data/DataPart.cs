namespace SeqGen.Data;

/// <summary>A part of a data set that comes divided.</summary>
public enum DataPart
{
    /// <summary>To train on, and to take validation samples from.</summary>
    Train,

    /// <summary>To be looked at once, at the end.</summary>
    Test,
}
