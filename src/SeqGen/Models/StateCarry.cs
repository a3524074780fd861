using SeqGen.CompilerServices;

namespace SeqGen;

/// <summary>
/// The states that a stateful model hands from one batch to the next: row r of a batch starts where row r of the
/// batch before ended. For a model that is not stateful it does nothing.
/// </summary>
internal sealed class StateCarry
{
    private readonly TensorSlot[] _initial;
    private readonly TensorSlot[] _final;
    private float[][] _kept;
    private float[][] _remembered;

    /// <summary>Pairs each initial state with the final state of the same name.</summary>
    /// <param name="description">The model.</param>
    /// <param name="layout">Where the workspace keeps the states.</param>
    public StateCarry(ModelDescription description, ProgramLayout layout)
    {
        List<TensorSlot> initial = [];
        List<TensorSlot> final = [];
        for (int i = 0; description.Stateful && i < description.InitialStates.Count; i++)
        {
            for (int k = 0; k < description.FinalStates.Count; k++)
            {
                if (description.FinalStates[k].Name == description.InitialStates[i].Name)
                {
                    initial.Add(layout.InitialStates[i]);
                    final.Add(layout.FinalStates[k]);
                }
            }
        }

        _initial = [.. initial];
        _final = [.. final];
        _kept = [.. _initial.Select(_ => Array.Empty<float>())];
        _remembered = _kept;
    }

    /// <summary>Makes room for the states of more rows; those that are kept stay.</summary>
    /// <param name="memory">Makes the arrays, for as many rows as there shall be.</param>
    public void Grow(ModelMemory memory)
    {
        float[][] grown = [.. _initial.Select(slot => memory.Array<float>(slot.Size))];
        _remembered = [.. _initial.Select(slot => memory.Array<float>(slot.Size))];
        for (int i = 0; i < grown.Length; i++)
        {
            _kept[i].CopyTo(grown[i], 0);
        }

        _kept = grown;
    }

    /// <summary>True where there is something to carry.</summary>
    public bool IsActive => _initial.Length > 0;

    /// <summary>Inside one workspace of one row: the final states become the initial states.</summary>
    public void FinalToInitial(Span<float> workspace)
    {
        for (int i = 0; i < _initial.Length; i++)
        {
            workspace.Slice(_final[i].Offset, _final[i].Size).CopyTo(workspace[_initial[i].Offset..]);
        }
    }

    /// <summary>Hands the kept states of some rows to a tile.</summary>
    public void Load(Span<float> workspace, int firstRow, int rows)
    {
        for (int i = 0; i < _initial.Length; i++)
        {
            int size = _initial[i].Size;
            for (int row = 0; row < rows; row++)
            {
                TensorCopy.Write(workspace, _initial[i], row, _kept[i].AsSpan((firstRow + row) * size, size));
            }
        }
    }

    /// <summary>Keeps the final states of a tile's rows.</summary>
    public void Save(ReadOnlySpan<float> workspace, int firstRow, int rows)
    {
        for (int i = 0; i < _final.Length; i++)
        {
            int size = _final[i].Size;
            for (int row = 0; row < rows; row++)
            {
                TensorCopy.Read(workspace, _final[i], row, _kept[i].AsSpan((firstRow + row) * size, size));
            }
        }
    }

    /// <summary>Gives all ranks the states that each of them has kept of its tiles.</summary>
    public void Gather(RankGroup ranks, ReadOnlySpan<int> tileStarts, int tileRows)
    {
        for (int i = 0; i < _final.Length; i++)
        {
            ranks.Gather<float>(_kept[i], tileStarts, tileRows * _final[i].Size);
        }
    }

    /// <summary>Remembers the kept states, for <see cref="Restore"/>.</summary>
    public void Remember() => Copy(_kept, _remembered);

    /// <summary>Keeps again what <see cref="Remember"/> found.</summary>
    public void Restore() => Copy(_remembered, _kept);

    /// <summary>Forgets all states.</summary>
    public void Reset()
    {
        foreach (float[] kept in _kept)
        {
            Array.Clear(kept);
        }
    }

    private static void Copy(float[][] from, float[][] to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            from[i].CopyTo(to[i], 0);
        }
    }

    /// <summary>Writes the states that wait for the next batch.</summary>
    public void SaveState(StateWriter state)
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            state.Write($"carried {i}", _kept[i]);
        }
    }

    /// <summary>Reads the states of so many rows that <see cref="SaveState"/> wrote.</summary>
    public float[][] ReadState(StateReader state, int rows) =>
        [.. _initial.Select((slot, i) => state.Read<float>($"carried {i}", rows * slot.Size))];

    /// <summary>Continues from states that were read; there is room for as many rows.</summary>
    public void Take(float[][] states)
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            states[i].CopyTo(_kept[i], 0);
            _kept[i].AsSpan(states[i].Length).Clear();
        }
    }
}
