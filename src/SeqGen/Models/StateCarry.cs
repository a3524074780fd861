namespace SeqGen;

/// <summary>
/// The states that a stateful model hands from one batch to the next: row r of a batch starts where row r of the
/// batch before ended. For a model that is not stateful it does nothing.
/// </summary>
internal sealed class StateCarry
{
    private readonly TensorSlot[] _initial;
    private readonly TensorSlot[] _final;
    private readonly float[][] _kept;

    /// <summary>Pairs each initial state with the final state of the same name.</summary>
    /// <param name="description">The model.</param>
    /// <param name="layout">Where the workspace keeps the states.</param>
    /// <param name="rows">Rows of a batch.</param>
    public StateCarry(ModelDescription description, ProgramLayout layout, int rows)
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
        _kept = [.. _initial.Select(slot => new float[rows * slot.Size])];
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

    /// <summary>Forgets all states.</summary>
    public void Reset()
    {
        foreach (float[] kept in _kept)
        {
            Array.Clear(kept);
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

    /// <summary>Takes the states that <see cref="SaveState"/> wrote, as many as are carried.</summary>
    public float[][] ReadState(StateReader state) =>
        [.. _kept.Select((kept, i) => state.Read<float>($"carried {i}", kept.Length))];

    /// <summary>Goes on from states that were read.</summary>
    public void Take(float[][] states)
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            states[i].CopyTo(_kept[i], 0);
        }
    }
}
