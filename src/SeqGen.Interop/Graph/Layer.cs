using System.Globalization;

namespace SeqGen.Interop.Graph;

/// <summary>
/// A layer of the one graph behind all readers. It means what Keras' layer of that kind means: the word and the options are those of a
/// declaration, which are Keras', and the weights have Keras' names, layouts and orders of gates.
/// </summary>
/// <param name="word">The word of a declaration, for instance <c>lstm</c>.</param>
/// <param name="origin">What the file calls it, for messages: <c>layer 'lstm_1' (LSTM)</c>.</param>
internal sealed class Layer(string word, string origin)
{
    private readonly List<(string? Name, string Value)> _options = [];
    private readonly Dictionary<string, WeightTensor> _weights = [];

    public string Word { get; } = word;

    public string Origin { get; } = origin;

    /// <summary>A name to keep, where the file has one.</summary>
    public string? Name { get; set; }

    /// <summary>The layers whose outputs it takes, main input first; empty for an input.</summary>
    public List<Layer> Inputs { get; } = [];

    /// <summary>The layer whose final states it starts from.</summary>
    public Layer? StateFrom { get; set; }

    public IReadOnlyList<(string? Name, string Value)> Options => _options;

    /// <summary>Weights by their names after that of the layer, for instance <c>kernel</c>.</summary>
    public IReadOnlyDictionary<string, WeightTensor> Weights => _weights;

    /// <summary>Adds an option; without a name it is the next positional one.</summary>
    public Layer With(string? name, string value)
    {
        _options.Add((name, value));
        return this;
    }

    public Layer With(string? name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    public Layer With(string? name, double value) => With(name, NumberText(value));

    public Layer With(string? name, bool value) => With(name, value ? "true" : "false");

    /// <summary>Adds an option where its value is not the default.</summary>
    public Layer Unless<T>(T standard, string? name, T value)
        where T : notnull => EqualityComparer<T>.Default.Equals(standard, value) ? this : value switch
        {
            bool flag => With(name, flag),
            int number => With(name, number),
            double number => With(name, number),
            _ => With(name, value.ToString()!),
        };

    public Layer Take(params Layer[] inputs)
    {
        Inputs.AddRange(inputs);
        return this;
    }

    public Layer Weight(string name, WeightTensor? tensor)
    {
        if (tensor is not null)
        {
            _weights.Add(name, tensor);
        }

        return this;
    }

    public Layer Named(string? name)
    {
        Name = name;
        return this;
    }

    /// <summary>A number that reads back exactly, as a declaration writes it.</summary>
    public static string NumberText(double value)
    {
        string text = ((float)value).ToString("R", CultureInfo.InvariantCulture);
        return text.Replace("E", "e", StringComparison.Ordinal).Replace("e+", "e", StringComparison.Ordinal);
    }
}
