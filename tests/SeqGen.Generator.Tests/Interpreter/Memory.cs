using System.Globalization;

namespace SeqGen.Generator.Testing;

/// <summary>
/// A buffer of doubles that knows what was written. A buffer of the runtime is zero when it is made, and stays so where no run writes anything but zero: in
/// padding, for instance. What an earlier run wrote is undefined until this run writes it again; to read it, or to read outside, is a mistake.
/// </summary>
internal sealed class Memory
{
    private readonly double[] _values;
    private readonly State[] _states;
    private readonly (string Name, long Start)[] _parts;

    /// <param name="name">What the buffer is called in a message.</param>
    /// <param name="length">Its values, all zero.</param>
    /// <param name="parts">The parts that have a name, in ascending order.</param>
    public Memory(string name, long length, params IEnumerable<(string Name, long Start)> parts)
    {
        Name = name;
        _values = new double[length];
        _states = new State[length];
        _parts = [.. parts];
    }

    /// <summary>What is known of a value.</summary>
    private enum State : byte
    {
        /// <summary>Zero, since nothing else was ever written.</summary>
        Zero,

        /// <summary>This run has written it.</summary>
        Written,

        /// <summary>It goes on from run to run.</summary>
        Kept,

        Undefined,
    }

    public string Name { get; }

    /// <summary>A value.</summary>
    /// <exception cref="MemoryException">This run has not written it, or it lies outside.</exception>
    public double this[long index]
    {
        get => IsDefined(index) ? _values[index] : throw new MemoryException($"{NameOf(index)} is read before it was written");
        set
        {
            Require(index);
            _values[index] = value;
            _states[index] = _states[index] == State.Zero && value == 0 ? State.Zero : State.Written;
        }
    }

    /// <summary>True where a value may be read.</summary>
    public bool IsDefined(long index)
    {
        Require(index);
        return _states[index] != State.Undefined;
    }

    /// <summary>Writes values that follow each other.</summary>
    public void Write(long first, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            this[first + i] = values[i];
        }
    }

    /// <summary>Sets values that follow each other to a number.</summary>
    public void Fill(long first, long length, double number)
    {
        for (long i = 0; i < length; i++)
        {
            this[first + i] = number;
        }
    }

    /// <summary>Keeps written values in the runs that follow.</summary>
    public void Keep(long first, long length) => Change(first, length, state => state == State.Written ? State.Kept : state);

    /// <summary>Begins a new run: all that was written and is not kept becomes undefined.</summary>
    public void Forget() => Change(0, _values.Length, state => state == State.Written ? State.Undefined : state);

    /// <summary>Makes all that was written undefined, kept or not.</summary>
    public void ForgetAll() => Change(0, _values.Length, state => state == State.Zero ? state : State.Undefined);

    /// <summary>Makes values undefined.</summary>
    public void ForgetAll(long first, long length) => Change(first, length, _ => State.Undefined);

    private void Change(long first, long length, Func<State, State> change)
    {
        for (long i = first; i < first + length; i++)
        {
            Require(i);
            _states[i] = change(_states[i]);
        }
    }

    private void Require(long index)
    {
        if (index < 0 || index >= _values.Length)
        {
            throw new MemoryException(string.Create(CultureInfo.InvariantCulture, $"{Name}[{index}] does not lie in its {_values.Length} values"));
        }
    }

    private string NameOf(long index)
    {
        (string name, long start) = _parts.LastOrDefault(part => part.Start <= index, ("", 0));
        return string.Create(CultureInfo.InvariantCulture, $"{Name}{(name.Length > 0 ? "." : "")}{name}[{index - start}]");
    }
}

/// <summary>A value of a buffer, and those that follow it.</summary>
internal readonly record struct Place(Memory Memory, long Index)
{
    public double this[long offset]
    {
        get => Memory[Index + offset];
        set => Memory[Index + offset] = value;
    }

    public static Place operator +(Place place, long offset) => place with { Index = place.Index + offset };
}

/// <summary>An access that a program must not make.</summary>
internal sealed class MemoryException(string message) : Exception(message);
