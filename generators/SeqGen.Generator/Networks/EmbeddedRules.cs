namespace SeqGen.Generator.Networks;

/// <summary>Compares the files that are embedded for a model with its declaration. What is wrong is said at the layer that it is about.</summary>
internal static class EmbeddedRules
{
    /// <summary>Differences of a file that are listed; a file of another model has as many as weights.</summary>
    private const int MostDifferences = 30;

    private const int MostNames = 8;

    /// <summary>The types that the runtime makes weights of.</summary>
    private static readonly string[] Readable = ["F32", "F16", "BF16", "F64"];

    /// <param name="spec">The model.</param>
    /// <param name="shapes">Its shapes.</param>
    /// <param name="positions">Where its layers stand.</param>
    /// <param name="name">Where its name stands.</param>
    /// <param name="items">What is embedded for it.</param>
    public static IEnumerable<Problem> Check(NetworkSpec spec, ShapeResult shapes, DeclarationPositions positions, SourcePosition name, EquatableArray<EmbeddedItem> items)
    {
        foreach (EmbeddedItem item in items)
        {
            if (item.Problem is { } problem)
            {
                yield return new(DiagnosticCatalog.FileUnusable, name, [spec.Name, item.Element, problem]);
                continue;
            }

            IEnumerable<Problem> problems = item.Kind == EmbeddedItem.Weights
                ? CheckWeights(spec, NetworkPlan.Create(spec, shapes).Weights, positions, name, item)
                : CheckTokenizer(spec, shapes, positions, name, item);
            foreach (Problem found in problems.Take(MostDifferences))
            {
                yield return found;
            }
        }
    }

    private static IEnumerable<Problem> CheckWeights(NetworkSpec spec, IReadOnlyList<WeightPlan> weights, DeclarationPositions positions, SourcePosition name, EmbeddedItem item)
    {
        Dictionary<string, EmbeddedTensor> tensors = item.Tensors.Items.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        HashSet<string> declared = [.. weights.Select(weight => weight.Name)];
        List<EmbeddedTensor> others = [.. item.Tensors.Items.Where(tensor => !declared.Contains(tensor.Name))];
        foreach (WeightPlan weight in weights)
        {
            string shape = $"({string.Join(", ", weight.Shape)})";
            SourcePosition place = PlaceOf(spec, positions, weight.Name);
            if (!tensors.TryGetValue(weight.Name, out EmbeddedTensor? tensor))
            {
                string nearest = Names.Nearest(weight.Name, others.Select(other => other.Name)) is { } found ? $"; the nearest that it has is {others.First(other => other.Name == found)}" : "";
                yield return new(DiagnosticCatalog.WeightMissing, place, [item.File, weight.Name, shape, nearest]);
            }
            else if (tensor.Shape != shape)
            {
                yield return new(DiagnosticCatalog.WeightDiffers, place, [item.File, weight.Name, $"the shape {tensor.Shape}", $"the declaration needs {shape}"]);
            }
            else if (!Readable.Contains(tensor.Type))
            {
                yield return new(DiagnosticCatalog.WeightDiffers, place, [item.File, weight.Name, $"values of the type {tensor.Type}", $"{string.Join(", ", Readable)} can be read"]);
            }
        }

        if (others.Count > 0)
        {
            string more = others.Count > MostNames ? $", and {others.Count - MostNames} more" : "";
            string nearest = others.Count == 1 && Names.Nearest(others[0].Name, declared.Where(weight => !tensors.ContainsKey(weight))) is { } meant ? $"; the nearest that is missing is '{meant}'" : "";
            yield return new(DiagnosticCatalog.WeightUnknown, name, [item.File, spec.Name, string.Join(", ", others.Take(MostNames)) + more + nearest]);
        }
    }

    private static IEnumerable<Problem> CheckTokenizer(NetworkSpec spec, ShapeResult shapes, DeclarationPositions positions, SourcePosition name, EmbeddedItem item)
    {
        int[] inputs = [.. spec.Inputs.Where(input => shapes.Outputs[input].Kind != ShapeKind.Floats)];
        if (inputs.Length == 0)
        {
            yield return new(DiagnosticCatalog.TokenizerDiffers, name, [item.File, spec.Name, "it takes no tokens"]);
        }
        else if (inputs.All(input => shapes.Outputs[input].Size < item.Vocabulary))
        {
            int largest = inputs.OrderByDescending(input => shapes.Outputs[input].Size).First();
            yield return new(
                DiagnosticCatalog.TokenizerDiffers,
                positions.Find(largest, "vocabulary"),
                [item.File, spec.Name, $"its tokens are below {shapes.Outputs[largest].Size}, and those of the tokenizer below {item.Vocabulary} (num_words limits them)"]);
        }
    }

    /// <summary>The layer whose weight it is: names are layer, slash, weight.</summary>
    private static SourcePosition PlaceOf(NetworkSpec spec, DeclarationPositions positions, string weight)
    {
        string layer = weight.Substring(0, weight.IndexOf('/'));
        int index = 0;
        while (spec.Layers[index].Name != layer)
        {
            index++;
        }

        return positions.Find(index, null);
    }
}
