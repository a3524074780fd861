namespace SeqGen.Data;

/// <summary>A text and the number of its class.</summary>
/// <param name="Text">The text as it is in the data.</param>
/// <param name="Label">The class, from 0.</param>
public readonly record struct LabelledText(string Text, int Label);
