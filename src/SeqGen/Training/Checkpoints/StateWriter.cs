using System.Globalization;

namespace SeqGen;

/// <summary>
/// Receives what a callback, a learning rate schedule or a training loop needs when training is continued:
/// values by name. Each writer has names of its own, so that two callbacks may use the same ones.
/// </summary>
public sealed class StateWriter
{
    private readonly TrainingState _state;
    private readonly string _prefix;
    private readonly bool _takesSettings;
    private readonly bool _takesValues;

    internal StateWriter(TrainingState state, string prefix = "", bool takesSettings = true, bool takesValues = true)
    {
        _state = state;
        _prefix = prefix;
        _takesSettings = takesSettings;
        _takesValues = takesValues;
    }

    /// <summary>
    /// Writes a setting: a value that has to be the same when training is continued. Where it is not, continuing fails with a
    /// message that names it, the value in the file and the present one.
    /// </summary>
    /// <param name="name">The setting's name, in words for the reader of the message.</param>
    /// <param name="value">Its value: a string, a number or a Boolean value; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">There is a setting of this name already.</exception>
    public void WriteSetting(string name, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } words ? words : "none";
        if (_takesSettings && !_state.Settings.TryAdd(_prefix + name, text))
        {
            throw new ArgumentException($"The setting '{_prefix}{name}' was written before.", nameof(name));
        }
    }

    /// <summary>Writes an integer.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, long value) => Add<long>(name, [value]);

    /// <summary>Writes a number; every bit of it is kept.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, double value) => Add<double>(name, [value]);

    /// <summary>Writes a Boolean value.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, bool value) => Write(name, value ? 1L : 0L);

    /// <summary>Writes a string.</summary>
    /// <param name="name">The value's name.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add<byte>(name, System.Text.Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Writes numbers; they are copied.</summary>
    /// <param name="name">The values' name.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, ReadOnlySpan<float> values) => Add(name, values);

    /// <summary>Writes numbers; they are copied.</summary>
    /// <param name="name">The values' name.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, ReadOnlySpan<double> values) => Add(name, values);

    /// <summary>Writes integers; they are copied.</summary>
    /// <param name="name">The values' name.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, ReadOnlySpan<long> values) => Add(name, values);

    /// <summary>Writes bytes; they are copied.</summary>
    /// <param name="name">The values' name.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">There is a value of this name already.</exception>
    public void Write(string name, ReadOnlySpan<byte> values) => Add(name, values);

    /// <summary>A writer whose names all start with this one, and that may leave settings or values out.</summary>
    internal StateWriter Part(string name, bool takesSettings = true, bool takesValues = true) =>
        new(_state, $"{_prefix}{name}/", _takesSettings && takesSettings, _takesValues && takesValues);

    private void Add<T>(string name, ReadOnlySpan<T> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_takesValues && !_state.Values.TryAdd(_prefix + name, values.ToArray()))
        {
            throw new ArgumentException($"A value '{_prefix}{name}' was written before.", nameof(name));
        }
    }
}
