using System.Globalization;
using System.Text.RegularExpressions;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.PyTorch;

/// <summary>What a module's tensors say of it.</summary>
internal enum TorchKind
{
    /// <summary>A matrix, perhaps a bias: a linear layer or an embedding.</summary>
    Matrix,
    Convolution,
    Normalization,
    Recurrent,
}

/// <summary>
/// Tensors of a state dict that belong to one layer. An <c>nn.LSTM</c> of several layers gives a module for each of them, and both
/// directions of a layer belong together.
/// </summary>
/// <param name="name">The module's name, with the number of the layer where it has several.</param>
internal sealed partial class TorchModule(string name)
{
    private readonly Dictionary<string, (string Name, WeightTensor Tensor)> _tensors = [];

    public string Name { get; } = name;

    public IEnumerable<string> TensorNames => _tensors.Values.Select(tensor => tensor.Name);

    public TorchKind Kind => Has("ih") ? TorchKind.Recurrent : Weight?.Rank switch { 3 => TorchKind.Convolution, 2 => TorchKind.Matrix, _ => TorchKind.Normalization };

    public bool IsBidirectional => Has("ih_reverse");

    public WeightTensor? Weight => this["weight"];

    public WeightTensor? this[string role] => _tensors.TryGetValue(role, out (string Name, WeightTensor Tensor) found) ? found.Tensor : null;

    public bool Has(string role) => _tensors.ContainsKey(role);

    /// <summary>Sorts tensors into modules, in the order of the file.</summary>
    public static List<TorchModule> Read(ImportContext context, IReadOnlyList<(string Name, WeightTensor Tensor)> tensors)
    {
        List<TorchModule> modules = [];
        Dictionary<string, TorchModule> byName = [];
        foreach ((string full, WeightTensor tensor) in tensors)
        {
            (string module, string role) = Sort(full);
            if (!byName.TryGetValue(module, out TorchModule? found))
            {
                modules.Add(found = new(module));
                byName.Add(module, found);
            }

            if (!found._tensors.TryAdd(role, (full, tensor)))
            {
                throw context.Error($"The tensors {SafeTensor.Quote(full)} and {SafeTensor.Quote(found._tensors[role].Name)} would be the same weight.");
            }
        }

        modules.ForEach(module => module.Compose(context));
        return modules;
    }

    /// <summary>
    /// A normalised weight lies in the file as lengths and directions (torch.nn.utils.weight_norm): w = g v / |v|, with the length of each row over all its other axes.
    /// </summary>
    private void Compose(ImportContext context)
    {
        if (this["length"] is not { } lengths || this["direction"] is not { } directions)
        {
            return;
        }

        int rows = directions.Rank > 0 ? directions.Shape[0] : 0;
        if (lengths.Values.Length != rows || rows == 0 || lengths.Rank == 0 || lengths.Shape[0] != rows)
        {
            throw context.Error($"'{Name}' has lengths of shape {lengths.ShapeText} for directions of shape {directions.ShapeText} (weight_norm); one length for each row was expected: call remove_weight_norm in Python before saving.");
        }

        int columns = directions.Values.Length / rows;
        float[] values = new float[directions.Values.Length];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> direction = directions.Values.AsSpan(row * columns, columns);
            double squares = 0;
            foreach (float value in direction)
            {
                squares += (double)value * value;
            }

            double factor = lengths.Values[row] / Math.Sqrt(squares);
            for (int column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = (float)(factor * direction[column]);
            }
        }

        string name = _tensors["direction"].Name;
        _tensors.Remove("length");
        _tensors.Remove("direction");
        _tensors["weight"] = (name, context.Finite(new(directions.Shape, values), $"'{Name}' (weight_norm)"));
    }

    /// <summary>The gates and units of a recurrent module.</summary>
    /// <exception cref="ImportException">Its tensors do not fit each other.</exception>
    public (int Gates, int Units, int? Projection) Cell(ImportContext context)
    {
        WeightTensor input = this["ih"]!;
        WeightTensor recurrent = this["hh"] ?? throw context.Error($"'{Name}' has a weight_ih, but no weight_hh.");
        WeightTensor? projection = this["hr"];
        if (input.Rank != 2 || recurrent.Rank != 2 || projection is { Rank: not 2 })
        {
            throw context.Error($"'{Name}' has kernels of shapes {input.ShapeText} and {recurrent.ShapeText}; matrices were expected.");
        }

        int units = projection?.Shape[1] ?? recurrent.Shape[1];
        return units > 0 && input.Shape[0] % units == 0 && input.Shape[0] / units is var gates and (1 or 3 or 4) && recurrent.Shape[0] == input.Shape[0]
            ? (gates, units, projection?.Shape[0])
            : throw context.Error($"'{Name}' has kernels of shapes {input.ShapeText} and {recurrent.ShapeText}, which are those of no LSTM, GRU or RNN.");
    }

    /// <summary>Adds the weights of a recurrent module to a layer.</summary>
    public void AddCell(Layer layer, ImportContext context)
    {
        (int gates, _, _) = Cell(context);
        foreach ((string direction, string end) in IsBidirectional ? [("forward/", ""), ("backward/", "_reverse")] : new[] { ("", "") })
        {
            WeightTensor input = Require("ih" + end, context);
            WeightTensor recurrent = Require("hh" + end, context);
            WeightTensor? inputBias = this["b_ih" + end];
            WeightTensor? recurrentBias = this["b_hh" + end];
            if ((inputBias is null) != (recurrentBias is null) || (inputBias is not null && !inputBias.Shape.SequenceEqual(recurrentBias!.Shape)) || inputBias is { Rank: not 1 } || (inputBias is not null && inputBias.Shape[0] != input.Shape[0]))
            {
                throw context.Error($"'{Name}' has biases that do not fit: {inputBias?.ShapeText ?? "none"} and {recurrentBias?.ShapeText ?? "none"}.");
            }

            _ = gates switch
            {
                4 => layer.TorchLstm(direction, input, recurrent, inputBias is null ? null : inputBias + recurrentBias!, this["hr" + end]),
                3 => layer.TorchGru(direction, input, recurrent, inputBias, recurrentBias),
                _ => layer.TorchRnn(direction, input, recurrent, inputBias is null ? null : inputBias + recurrentBias!),
            };
        }
    }

    private WeightTensor Require(string role, ImportContext context) => this[role] is { Rank: 2 } tensor ? tensor : throw context.Error($"'{Name}' lacks the matrix {role}.");

    private static (string Module, string Role) Sort(string name)
    {
        if (Recurrent().Match(name) is { Success: true } cell)
        {
            string layer = cell.Groups["layer"].Success ? cell.Groups["layer"].Value : "0";
            string module = cell.Groups["module"].Value;
            bool isBias = cell.Groups["kind"].Value.StartsWith('b');
            return (layer == "0" ? module : $"{module}.l{int.Parse(layer, CultureInfo.InvariantCulture)}", $"{(isBias ? "b_" : "")}{cell.Groups["side"].Value}{cell.Groups["reverse"].Value}");
        }

        if (WeightNorm().Match(name) is { Success: true } normalized)
        {
            return (normalized.Groups["module"].Value, normalized.Groups["part"].Value is "g" or "original0" ? "length" : "direction");
        }

        return Plain().Match(name) is { Success: true } plain
            ? (plain.Groups["module"].Value, plain.Groups["role"].Value switch { "w" or "gamma" => "weight", "b" or "beta" => "bias", string role => role })
            : (name, "weight");
    }

    [GeneratedRegex(@"^(?<module>.*?)[._]?(?<kind>weight|bias|w|b)_(?<side>ih|hh|hr)(_l(?<layer>\d{1,4}))?(?<reverse>_reverse)?$")]
    private static partial Regex Recurrent();

    [GeneratedRegex(@"^(?<module>.+)\.(weight_(?<part>g|v)|parametrizations\.weight\.(?<part>original0|original1))$")]
    private static partial Regex WeightNorm();

    [GeneratedRegex(@"^(?<module>.+)[._](?<role>weight|bias|w|b|gamma|beta|running_mean|running_var)$")]
    private static partial Regex Plain();
}
