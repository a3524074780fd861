using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>The workspace of one of a stream's two programs, that of single steps or that of blocks: its states, and how far the past has moved on in its buffers.</summary>
/// <param name="model">The model.</param>
/// <param name="layout">Where the program keeps what its caller reads and writes.</param>
/// <param name="steps">Steps of a run.</param>
/// <param name="what">What it is, for a message that memory does not suffice.</param>
internal sealed class StreamWorkspace(SequenceModel model, ProgramLayout layout, int steps, string what)
{
    private readonly AlignedBuffer _floats = new ModelMemory(model.Description.Name, what, 1).Floats(layout.WorkspaceLength);
    private readonly TensorSlot[] _states = [.. layout.States];
    private readonly int _room = layout.Room;
    private int _position;

    /// <summary>The first float.</summary>
    public ref float Reference => ref _floats.Reference;

    /// <summary>All floats.</summary>
    public Span<float> Span => _floats.Span;

    /// <summary>How far the past has moved on: what a run is given.</summary>
    public int Position => _position;

    /// <summary>Values of all states.</summary>
    public int StateLength => _states.Sum(slot => slot.Size);

    /// <summary>Some floats.</summary>
    public Span<float> Slice(int start, int length) => _floats.Slice(start, length);

    /// <summary>Counts a run; true where the past must be rewound before the next one.</summary>
    public bool MoveOn() => _room != 0 && (_position += steps) > _room - steps;

    /// <summary>The past is at the start of its buffers.</summary>
    public void StartOver() => _position = 0;

    /// <summary>Sets all states to zero.</summary>
    public void ClearStates()
    {
        _position = 0;
        foreach (TensorSlot slot in _states)
        {
            TensorCopy.Clear(_floats.Span, slot, 1);
        }
    }

    /// <summary>Writes all states, which must have been rewound.</summary>
    public void SaveStates(Span<float> state)
    {
        foreach (TensorSlot slot in _states)
        {
            _floats.Slice(slot.Offset, slot.Size).CopyTo(state);
            state = state[slot.Size..];
        }
    }

    /// <summary>Reads all states.</summary>
    public void LoadStates(ReadOnlySpan<float> state)
    {
        _position = 0;
        foreach (TensorSlot slot in _states)
        {
            state[..slot.Size].CopyTo(_floats.Slice(slot.Offset, slot.Size));
            state = state[slot.Size..];
        }
    }

    /// <summary>Takes over the states of another workspace of the same model, which must have been rewound.</summary>
    public void CopyStates(StreamWorkspace from)
    {
        _position = 0;
        for (int i = 0; i < _states.Length; i++)
        {
            TensorCopy.CopyState(from._floats.Span, from._states[i], _floats.Span, _states[i]);
        }
    }
}
