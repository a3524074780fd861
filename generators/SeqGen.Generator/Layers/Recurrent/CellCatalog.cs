namespace SeqGen.Generator.Layers;

/// <summary>Every recurrent cell: one line a cell. A cell is a layer by itself, and the layer of each direction of a bidirectional one.</summary>
internal static class CellCatalog
{
    public static ImmutableArray<LayerDefinition> All { get; } =
    [
        LstmLayer.Declaration,
        PeepholeLstmLayer.Declaration,
        ProjectedLstmLayer.Declaration,
        GruLayer.Declaration,
        MinGruLayer.Declaration,
        SimpleRnnLayer.Declaration,
    ];

    /// <summary>The places of the cells in the list, from 1 on, by their words: 0 is no cell.</summary>
    public static WordTable<int> Words { get; } = new([.. All.Select((cell, index) => (cell.Word, index + 1))]);

    /// <summary>
    /// The arguments of all cells together, as far as a layer over both directions takes them. What only some cells have must be
    /// named, and is required where the cell requires it.
    /// </summary>
    public static ImmutableArray<ArgumentDefinition> Arguments { get; } =
    [
        .. All.SelectMany(cell => cell.OwnArguments)
            .Where(argument => argument.Name != RecurrentOptions.GoBackwardsArgument.Name)
            .GroupBy(argument => argument.Name)
            .Select(same => same.Count() == All.Length ? same.First() : same.First() with { Positional = false, Optional = same.First().Default is null })
            .OrderByDescending(argument => argument.Positional),
    ];

    /// <summary>The words of the cells that take an argument.</summary>
    public static string WordsOf(string argument) => string.Join(", ", All.Where(cell => cell.Takes(argument)).Select(cell => cell.Word));
}
