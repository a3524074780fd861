namespace SeqGen;

/// <summary>Reads what a <see cref="StateWriter"/> wrote, by the same names.</summary>
public sealed class StateReader
{
    private readonly TrainingState _state;
    private readonly string _prefix;

    internal StateReader(TrainingState state, string prefix = "") => (_state, _prefix) = (state, prefix);

    /// <summary>True where a value of this name was written.</summary>
    /// <param name="name">The value's name.</param>
    public bool Has(string name) => _state.Values.ContainsKey(_prefix + name);

    /// <summary>An integer.</summary>
    /// <param name="name">The value's name.</param>
    /// <exception cref="CheckpointException">The file holds no integer of this name.</exception>
    public long ReadInt64(string name) => Single<long>(name);

    /// <summary>A number.</summary>
    /// <param name="name">The value's name.</param>
    /// <exception cref="CheckpointException">The file holds no number of this name.</exception>
    public double ReadDouble(string name) => Single<double>(name);

    /// <summary>A Boolean value.</summary>
    /// <param name="name">The value's name.</param>
    /// <exception cref="CheckpointException">The file holds no Boolean value of this name.</exception>
    public bool ReadBoolean(string name) => ReadInt64(name) != 0;

    /// <summary>A string.</summary>
    /// <param name="name">The value's name.</param>
    /// <exception cref="CheckpointException">The file holds no string of this name.</exception>
    public string ReadString(string name) => System.Text.Encoding.UTF8.GetString(Find<byte>(name));

    /// <summary>A copy of 32-bit numbers.</summary>
    /// <param name="name">The values' name.</param>
    /// <exception cref="CheckpointException">The file holds no such numbers of this name.</exception>
    public float[] ReadSingles(string name) => [.. Find<float>(name)];

    /// <summary>A copy of 64-bit numbers.</summary>
    /// <param name="name">The values' name.</param>
    /// <exception cref="CheckpointException">The file holds no such numbers of this name.</exception>
    public double[] ReadDoubles(string name) => [.. Find<double>(name)];

    /// <summary>A copy of integers.</summary>
    /// <param name="name">The values' name.</param>
    /// <exception cref="CheckpointException">The file holds no such numbers of this name.</exception>
    public long[] ReadInt64s(string name) => [.. Find<long>(name)];

    /// <summary>A copy of bytes.</summary>
    /// <param name="name">The values' name.</param>
    /// <exception cref="CheckpointException">The file holds no bytes of this name.</exception>
    public byte[] ReadBytes(string name) => [.. Find<byte>(name)];

    /// <summary>A reader of the names that start with this one.</summary>
    internal StateReader Part(string name) => new(_state, $"{_prefix}{name}/");

    /// <summary>An integer that counts something.</summary>
    internal int ReadCount(string name)
    {
        long count = ReadInt64(name);
        return count is >= 0 and <= int.MaxValue ? (int)count : throw _state.Damaged($"its value '{_prefix}{name}' is {count}");
    }

    /// <summary>The values of a name, which have to be as many as <paramref name="length"/>.</summary>
    internal T[] Read<T>(string name, int length)
    {
        T[] values = Find<T>(name);
        return values.Length == length ? values : throw _state.Damaged(
            $"its value '{_prefix}{name}' has {values.Length} numbers where {length} are expected");
    }

    private T Single<T>(string name) => Read<T>(name, 1)[0];

    private T[] Find<T>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return !_state.Values.TryGetValue(_prefix + name, out Array? values)
            ? throw _state.Damaged($"it holds no value '{_prefix}{name}'")
            : values as T[] ?? throw _state.Damaged($"its value '{_prefix}{name}' is of another type than the one that is read");
    }
}
