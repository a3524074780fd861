namespace SeqGen.Interop;

/// <summary>Collects the notes of an import.</summary>
internal sealed class ImportLog
{
    private readonly List<ImportNote> _notes = [];

    public IReadOnlyList<ImportNote> Notes => _notes;

    public void Add(ImportNote note) => _notes.Add(note);

    public void Recognized(string text) => _notes.Add(new(ImportNoteKind.Recognized, text));

    public void Skipped(string text) => _notes.Add(new(ImportNoteKind.Skipped, text));

    public void Warn(string text) => _notes.Add(new(ImportNoteKind.Warning, text));

    public void Step(string text) => _notes.Add(new(ImportNoteKind.Step, text));
}
