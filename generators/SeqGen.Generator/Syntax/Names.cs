using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace SeqGen.Generator.Syntax;

/// <summary>Names of models, namespaces and layers, and the nearest known word to a misspelt one.</summary>
internal static class Names
{
    public const string IdentifierRule = "it must be a C# identifier of letters, digits and underscores, and not a keyword";

    public const string NamespaceRule = "it must be C# identifiers with dots between them, none of them a keyword";

    public const string LayerRule = "it must start with a letter and consist of the letters a to z, digits and underscores";

    /// <summary>The longest name of a layer: names of weights are made of it.</summary>
    private const int MaximumLength = 100;

    /// <summary>The longest name of a model or namespace: what C# puts into an assembly has 1023 bytes.</summary>
    private const int MaximumIdentifier = 250;

    /// <summary>True for a word that needs no @ to be a name.</summary>
    public static bool IsIdentifier(string name) => IsName(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    public static bool IsNamespace(string name) => name.Length <= MaximumIdentifier && name.Split('.').All(IsIdentifier);

    /// <summary>Why a class cannot be a model under its name, or null.</summary>
    public static string? ObstacleOfModel(string name) => name.Length > MaximumIdentifier
        ? $"it has {name.Length} characters, and may have {MaximumIdentifier}"
        : IsName(name) ? MemberNames.ObstacleOfName(name) : IdentifierRule;

    /// <summary>
    /// The namespace that the SDK's templates make of a project's name: what is not allowed in a name becomes an underscore, and one
    /// precedes a digit that would be first.
    /// </summary>
    public static string SafeNamespace(string name)
    {
        StringBuilder safe = new();
        foreach (char character in name.Trim().Where(character => !char.IsLowSurrogate(character)))
        {
            bool isFirst = safe.Length == 0 || safe[safe.Length - 1] == '.';
            if (character == '.' && !isFirst)
            {
                safe.Append('.');
                continue;
            }

            bool isPart = IsNamePart(character);
            safe.Append(isFirst && isPart && !SyntaxFacts.IsIdentifierStartCharacter(character) ? "_" : "").Append(isPart ? character : '_');
        }

        return safe.ToString().TrimEnd('.');
    }

    /// <summary>True for a character that is allowed in a name. Characters of formatting are left out: C# does not count them.</summary>
    public static bool IsNamePart(char character) =>
        SyntaxFacts.IsIdentifierPartCharacter(character) && char.GetUnicodeCategory(character) != UnicodeCategory.Format;

    /// <summary>A hash of a text (FNV-1a), as eight hexadecimal digits.</summary>
    public static string Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static bool IsName(string name) => name.Length <= MaximumIdentifier && name.All(IsNamePart) && SyntaxFacts.IsValidIdentifier(name);

    /// <summary>A name, or names with dots between them, as C# writes them: with an @ before what is a keyword somewhere.</summary>
    public static string Escape(string name) => string.Join(".", name.Split('.').Select(part =>
        SyntaxFacts.GetKeywordKind(part) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(part) != SyntaxKind.None ? "@" + part : part));

    /// <summary>Names of layers become names of weights in files and of methods.</summary>
    public static bool IsLayerName(string name) =>
        name.Length is > 0 and <= MaximumLength
        && IsAsciiLetter(name[0])
        && name.All(character => character == '_' || IsAsciiLetter(character) || character is >= '0' and <= '9');

    /// <summary>Two layer names with the same key would become the same method.</summary>
    public static string LayerKey(string name) => name.Replace("_", "").ToLowerInvariant();

    /// <summary><c>SimpleRnn</c> becomes <c>simple_rnn</c>, <c>KernelL1</c> becomes <c>kernel_l1</c>, <c>Conv1D</c> becomes <c>conv1d</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        StringBuilder result = new();
        for (int index = 0; index < name.Length; index++)
        {
            // Conv1DTranspose has a word after its 1D; BFloat16 is one word.
            bool startsWord = index > 0 && char.IsUpper(name[index])
                && (char.IsLower(name[index - 1]) || (index > 1 && char.IsUpper(name[index - 1]) && char.IsDigit(name[index - 2])));
            if (startsWord)
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(name[index]));
        }

        return result.ToString();
    }

    /// <summary>Words of Keras and of Python that mean one of our words, though spelt differently; without case and underscores.</summary>
    private static readonly Dictionary<string, string> Synonyms = new()
    {
        ["timedistributed"] = "dense",
        ["linear"] = "dense",
        ["fullyconnected"] = "dense",
        ["input"] = "features",
        ["inputlayer"] = "features",
        ["sigmoid"] = "activation",
        ["tanh"] = "activation",
        ["rnn"] = "simple_rnn",
        ["selfattention"] = "attention",
        ["layernorm"] = "layer_normalization",
        ["batchnorm"] = "batch_normalization",
        ["true"] = "true",
        ["yes"] = "true",
        ["on"] = "true",
        ["1"] = "true",
        ["false"] = "false",
        ["no"] = "false",
        ["off"] = "false",
        ["0"] = "false",
        ["none"] = "linear",
        ["null"] = "linear",
        ["inputdim"] = "vocabulary",
        ["inputlength"] = "length",
        ["mse"] = "mean_squared_error",
        ["mae"] = "mean_absolute_error",
    };

    /// <summary>The end of a message: the known word that was probably meant, or nothing.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known) => Meant(word, known) is { } meant ? $"; did you mean '{meant}'?" : "";

    /// <summary>The known word that was probably meant, or null. Known words may also be names in C#, of options or of an enumeration's members.</summary>
    public static string? Meant(string word, IEnumerable<string> known) =>
        Synonyms.TryGetValue(LayerKey(word), out string? same) && known.FirstOrDefault(candidate => ToSnakeCase(candidate) == same) is { } synonym ? synonym : Nearest(word, known);

    /// <summary>The known name that is nearest to one, or null where none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        string? nearest = null;
        string lower = Lower(name);
        int least = Math.Max(1, Math.Min(name.Length, MaximumLength) / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Math.Abs(candidate.Length - name.Length) >= least ? least : Distance(lower, Lower(candidate));
            if (distance < least)
            {
                least = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }

    private static string Lower(string name) => name.ToLowerInvariant();

    /// <summary>The number of letters to insert, delete, replace or swap with a neighbour (optimal string alignment).</summary>
    private static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replaced = cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[left.Length, right.Length];
    }

    private static bool IsAsciiLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
