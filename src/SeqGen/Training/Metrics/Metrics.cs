using System.Collections;
using System.Globalization;

namespace SeqGen;

/// <summary>Loss and metrics over a data set.</summary>
public sealed class Metrics : IReadOnlyCollection<KeyValuePair<string, double>>
{
    private readonly string[] _names;
    private readonly double[] _values;

    internal Metrics(string[] names, double[] values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>The mean loss, penalties included.</summary>
    public double Loss => this["loss"];

    /// <summary>The accuracy.</summary>
    /// <exception cref="KeyNotFoundException">Accuracy was not among the metrics.</exception>
    public double Accuracy => this["accuracy"];

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <summary>One figure.</summary>
    /// <param name="name">For instance <c>accuracy</c>; any name that Keras knows the figure by.</param>
    /// <exception cref="KeyNotFoundException">There is no such figure.</exception>
    public double this[string name]
    {
        get
        {
            int index = FigureNames.IndexOf(_names, name);
            return index >= 0 ? _values[index] : throw new KeyNotFoundException(
                $"There is no figure '{name}'; there are {string.Join(", ", _names)}.");
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
    {
        for (int i = 0; i < _names.Length; i++)
        {
            yield return new(_names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All figures on one line, for instance <c>loss 0.3021  accuracy 0.8778</c>.</summary>
    public override string ToString() => string.Join(
        "  ", this.Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:0.####}")));
}
