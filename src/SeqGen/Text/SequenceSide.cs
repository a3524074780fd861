namespace SeqGen.Text;

/// <summary>The end of a sequence at which it is padded or cut (Keras: <c>"pre"</c>, <c>"post"</c>).</summary>
public enum SequenceSide
{
    /// <summary>At the start: fill values come before the sequence; of a long one the last steps remain.</summary>
    Pre,

    /// <summary>At the end: fill values come after the sequence; of a long one the first steps remain.</summary>
    Post,
}
