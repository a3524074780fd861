namespace SeqGen.Interop;

/// <summary>What a note of an import is about.</summary>
public enum ImportNoteKind
{
    /// <summary>A layer or an option was recognised.</summary>
    Recognized,

    /// <summary>Something of the file was left out, because it does not change what the model computes.</summary>
    Skipped,

    /// <summary>Something that a person should know or check.</summary>
    Warning,

    /// <summary>A step on the way, for an explanation.</summary>
    Step,
}

/// <summary>A note of an import.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">The note.</param>
public sealed record ImportNote(ImportNoteKind Kind, string Text);
