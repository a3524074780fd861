namespace SeqGen.Generator.Parsing;

/// <summary>What a layer's line says about where its values come from.</summary>
/// <param name="Joined">The layers and branches that it joins.</param>
/// <param name="State">The layer whose final states it starts from.</param>
internal sealed record WrittenSources(IReadOnlyList<LayerReference> Joined, LayerReference? State);

/// <summary>Resolves the names by which layers refer to layers and branches above them.</summary>
/// <param name="layers">The layers with their names.</param>
/// <param name="written">What each layer's line refers to.</param>
/// <param name="branches">The branches, in order.</param>
/// <param name="outputs">The lines that name outputs.</param>
/// <param name="positions">The positions of the layers.</param>
/// <param name="problems">Receives what is wrong.</param>
internal sealed class GraphReader(
    EquatableArray<LayerSpec> layers,
    IReadOnlyList<WrittenSources> written,
    IReadOnlyList<BranchLine> branches,
    IReadOnlyList<OutputLine> outputs,
    IReadOnlyList<LayerPositions> positions,
    List<Problem> problems)
{
    public (EquatableArray<LayerSources> Sources, EquatableArray<OutputSpec> Outputs) Resolve()
    {
        LayerSources[] sources = [.. Enumerable.Range(0, layers.Count).Select(SourcesOf)];
        OutputSpec[] named = [.. outputs.Select(Output).OfType<OutputSpec>()];
        CheckEmpty();
        CheckOnce(named);
        if (problems.Count == 0)
        {
            CheckUse(sources, [.. outputs.Count > 0 ? named.Select(output => output.Layer) : [layers.Count - 1]]);
        }

        return (sources.ToEquatableArray(), named.ToEquatableArray());
    }

    private OutputSpec? Output(OutputLine line) =>
        line.Layer is { } reference && Find(reference, layers.Count) is { } layer ? new(reference.Name, layer, line.Loss, line.LossWeight) : null;

    /// <summary>No output is named twice, be it by its layer and by its branch.</summary>
    private void CheckOnce(OutputSpec[] named)
    {
        for (int index = 0; index < named.Length && named.Length == outputs.Count; index++)
        {
            if (named.Take(index).FirstOrDefault(other => other.Layer == named[index].Layer) is { } first)
            {
                problems.Add(new(DiagnosticCatalog.ImpossibleShape, outputs[index].Layer!.Position, [OutputLine.Word, $"the layer is an output already, named '{first.Name}'"]));
            }
        }
    }

    private LayerSources SourcesOf(int index)
    {
        List<int?> inputs = [];
        if (branches.FirstOrDefault(branch => branch.First == index) is { } started)
        {
            inputs.AddRange(started.From is { } from ? [Find(from, index)] : []);
        }
        else if (index > 0)
        {
            inputs.Add(index - 1);
        }

        inputs.AddRange(written[index].Joined.Select(reference => Find(reference, index)));
        int? state = written[index].State is { } source ? Find(source, index) : null;
        return new(inputs.OfType<int>().ToEquatableArray(), state);
    }

    /// <summary>The layer that a name above layer <paramref name="index"/> means; a branch's name means its last layer.</summary>
    private int? Find(LayerReference reference, int index)
    {
        for (int layer = 0; layer < index; layer++)
        {
            if (layers[layer].Name == reference.Name)
            {
                return layer;
            }
        }

        BranchLine[] ended = [.. branches.Where(branch => EndOf(branch) < index)];
        if (ended.FirstOrDefault(branch => branch.Name == reference.Name) is { } found)
        {
            return EndOf(found);
        }

        bool isLayer = layers.Any(layer => layer.Name == reference.Name);
        bool isBranch = branches.Any(branch => branch.Name == reference.Name);
        (string what, string meant) = (isLayer, isBranch) switch
        {
            (true, _) => ("a layer that is not above this line", ""),
            (_, true) => ("a branch that has not ended above this line", ""),
            _ => ("no layer or branch above this line", Names.DidYouMean(reference.Name, layers.Take(index).Select(layer => layer.Name).Concat(ended.Select(branch => branch.Name).OfType<string>()))),
        };
        problems.Add(new(DiagnosticCatalog.UnknownReference, reference.Position, [reference.Name, what, meant]));
        return null;
    }

    /// <summary>The index of a branch's last layer.</summary>
    private int EndOf(BranchLine branch)
    {
        int next = branches.ToList().IndexOf(branch) + 1;
        return (next < branches.Count ? branches[next].First : layers.Count) - 1;
    }

    private void CheckEmpty()
    {
        foreach (BranchLine branch in branches.Where(branch => EndOf(branch) < branch.First))
        {
            problems.Add(new(DiagnosticCatalog.EmptyBranch, branch.NamePosition, [branch.Name ?? BranchLine.Word]));
        }
    }

    /// <summary>Every layer leads to an output.</summary>
    private void CheckUse(LayerSources[] sources, ICollection<int> ends)
    {
        for (int index = 0; index < layers.Count; index++)
        {
            if (!ends.Contains(index) && !sources.Any(other => other.All.Contains(index)))
            {
                BranchLine? branch = branches.LastOrDefault(candidate => candidate.First <= index);
                string end = branch?.Name is { } name ? $"the branch '{name}'" : "the first branch";
                problems.Add(new(DiagnosticCatalog.UnusedBranch, positions[index].Word, [layers[index].Name, end]));
            }
        }
    }
}
