using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.PyTorch;

/// <summary>
/// Makes a model of a state dict: of a declaration that it belongs to, or, where its names and shapes say enough, of itself. They say enough of an
/// optional embedding, recurrent layers and an optional linear layer; activations and what happens between steps they do not say.
/// </summary>
internal static class StateDictReader
{
    public static Func<ImportContext, Network> Of(Func<ImportContext, IReadOnlyList<(string Name, WeightTensor Tensor)>> read) => context =>
    {
        IReadOnlyList<(string Name, WeightTensor Tensor)> tensors = read(context);
        if (tensors.Count == 0)
        {
            throw context.Error("The file holds no tensors of floats.");
        }

        List<TorchModule> modules = TorchModule.Read(context, tensors);
        return context.Like is { } like ? LikeDeclaration.Bind(context, like, modules) : Infer(context, modules);
    };

    private static Network Infer(ImportContext context, List<TorchModule> modules)
    {
        TorchModule[] cells = [.. modules.Where(module => module.Kind == TorchKind.Recurrent)];
        TorchModule[] others = [.. modules.Where(module => module.Kind != TorchKind.Recurrent)];
        TorchModule? embedding = others.FirstOrDefault(module => module.Kind == TorchKind.Matrix && !module.Has("bias") && module.Name.Contains("emb", StringComparison.OrdinalIgnoreCase));
        TorchModule[] rest = [.. others.Where(module => module != embedding)];
        string families = string.Join(", ", modules.Select(module => module.Name));
        if (cells.Length == 0 || rest.Length > 1 || rest.Any(module => module.Kind != TorchKind.Matrix || module.Weight is null)
            || cells.Select(cell => cell.Name.Split(".l")[0]).Distinct().Count() != 1)
        {
            throw context.Error($"The tensors do not say how the layers are joined ({families}): say it by a declaration, --like M.seqnet, with the activations and joins of forward between its lines ({Draft(modules)}). Without one, an embedding, one nn.LSTM, nn.GRU or nn.RNN and a linear layer can be imported.");
        }

        Layer current;
        if (embedding is not null)
        {
            WeightTensor table = embedding.Weight!;
            current = context.WithLength(new Layer("tokens", "the input").Named("input"), null, "A state dict").With("vocabulary", table.Shape[0]);
            current = new Layer("embedding", $"'{embedding.Name}'").Named(embedding.Name).With(null, table.Shape[1]).Take(current).Weight("embeddings", table);
        }
        else
        {
            WeightTensor first = cells[0]["ih"]!;
            current = context.WithLength(new Layer("features", "the input").Named("input").With("size", first.Rank == 2 ? first.Shape[1] : 1), null, "A state dict");
        }

        List<Layer> inputs = [current.Inputs.Count > 0 ? current.Inputs[0] : current];
        foreach (TorchModule cell in cells)
        {
            current = Recurrent(context, cell).Take(current);
        }

        if (rest.Length == 1)
        {
            TorchModule linear = rest[0];
            current = new Layer("dense", $"'{linear.Name}' (nn.Linear)").Named(linear.Name).With(null, linear.Weight!.Shape[0]).Unless(true, "use_bias", linear.Has("bias")).Take(current)
                .Weight("kernel", linear.Weight.Transpose()).Weight("bias", linear["bias"]);
            RequireRoles(context, linear, "weight", "bias");
        }

        context.Log.Warn("A state dict does not say whether the last step or all steps go on, nor which activation ends the model: all steps go on here, without an activation. Say it otherwise by --like M.seqnet.");
        return new(current) { Inputs = inputs };
    }

    /// <summary>The lines of a declaration that the modules would have, one after the other.</summary>
    private static string Draft(List<TorchModule> modules)
    {
        const int most = 8;
        string Line(TorchModule module, int index) => (module.Kind, module.Weight) switch
        {
            (TorchKind.Recurrent, _) when module["hr"] is { Rank: 2, Shape: [var projected, var units] } => $"{(module.IsBidirectional ? "bidirectional " : "")}projected_lstm {units} projection_size={projected}",
            (TorchKind.Recurrent, _) => module["hh"] is { Rank: 2, Shape: [var rows, > 0 and var columns] } && (rows / columns) is var gates
                ? $"{(module.IsBidirectional ? "bidirectional " : "")}{(gates switch { 4 => "lstm", 3 => "gru", _ => "simple_rnn" })} {columns}" : "...",
            (TorchKind.Matrix, { Shape: var shape }) => index == 0 && !module.Has("bias") ? $"embedding {shape[1]}" : $"dense {shape[0]}",
            (TorchKind.Convolution, { Shape: var shape }) => $"conv1d {shape[0]} {shape[2]}",
            (_, { Rank: 1 }) => module.Has("running_mean") ? "batch_normalization" : "layer_normalization",
            _ => "...",
        };
        return string.Join(", ", modules.Take(most).Select(Line).Append(modules.Count > most ? "..." : "").Where(line => line.Length > 0));
    }

    private static Layer Recurrent(ImportContext context, TorchModule cell)
    {
        (int gates, int units, int? projection) = cell.Cell(context);
        if (gates == 1)
        {
            throw context.Error($"'{cell.Name}' is an nn.RNN, whose tensors do not say tanh or relu: say it by a declaration, --like M.seqnet.");
        }

        string word = projection is not null ? "projected_lstm" : gates == 4 ? "lstm" : "gru";
        string kind = gates == 4 ? "nn.LSTM" : "nn.GRU";
        Layer layer = cell.IsBidirectional ? new Layer("bidirectional", $"'{cell.Name}' ({kind}, bidirectional)").With(null, word) : new Layer(word, $"'{cell.Name}' ({kind})");
        layer.Named(cell.Name).With(null, units);
        if (projection is { } size)
        {
            layer.With("projection_size", size);
        }

        layer.With("return_sequences", true).Unless(true, "use_bias", cell.Has("b_ih"));
        cell.AddCell(layer, context);
        return layer;
    }

    private static void RequireRoles(ImportContext context, TorchModule module, params string[] roles)
    {
        if (module.TensorNames.FirstOrDefault(name => !roles.Any(role => name.EndsWith(role, StringComparison.Ordinal) || role == "weight")) is { } unknown)
        {
            throw context.Error($"The tensor {SafeTensor.Quote(unknown)} has no place in the model.");
        }
    }
}
