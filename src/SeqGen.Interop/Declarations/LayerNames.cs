using SeqGen.Generator.Parsing;
using SeqGen.Generator.Syntax;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Declarations;

/// <summary>Gives every layer a name that a declaration can have: its own, as near to the file's as the rules allow, or else the default.</summary>
internal sealed class LayerNames
{
    private const int Longest = 80;

    private readonly HashSet<string> _keys = [];
    private readonly Dictionary<Layer, string> _names = [];
    private readonly HashSet<Layer> _written = [];

    /// <param name="layers">All layers in the order of the declaration.</param>
    public LayerNames(IReadOnlyList<Layer> layers)
    {
        foreach (Layer layer in layers.Where(layer => !string.IsNullOrEmpty(layer.Name)))
        {
            _names.Add(layer, Unique(Clean(layer.Name!, layer.Word)));
            _written.Add(layer);
        }

        foreach (Layer layer in layers.Where(layer => string.IsNullOrEmpty(layer.Name)))
        {
            _names.Add(layer, Unique(layer.Word, first: 1));
        }
    }

    public string this[Layer layer] => _names[layer];

    /// <summary>True where the name has to be written.</summary>
    public bool IsWritten(Layer layer) => _written.Contains(layer);

    /// <summary>A name for a branch.</summary>
    public string Branch(string wanted) => Unique(Clean(wanted, BranchLine.Word));

    /// <summary>A name of letters, digits and underscores that starts with a letter.</summary>
    public static string Clean(string name, string otherwise)
    {
        string clean = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')).Trim('_');
        clean = clean.Length == 0 ? otherwise : char.IsAsciiLetter(clean[0]) ? clean : $"{otherwise}_{clean}";
        return clean.Length <= Longest ? clean : clean[..Longest].TrimEnd('_');
    }

    private string Unique(string name, int first = 2)
    {
        string unique = name;
        for (int number = first; !_keys.Add(Names.LayerKey(unique)); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }
}
