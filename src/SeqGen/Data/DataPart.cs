namespace SeqGen.Data;

/// <summary>A part of a data set that is published with a training and a test part.</summary>
public enum DataPart
{
    /// <summary>To train on, and to take validation samples from.</summary>
    Train,

    /// <summary>For the final evaluation only.</summary>
    Test,
}
