using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace SeqGen.Generator.Parsing;

/// <summary>Names of models, namespaces and layers, and the nearest known word to a misspelt one.</summary>
internal static class Names
{
    public const string IdentifierRule = "it must be a C# identifier of letters, digits and underscores, and not a keyword";

    public const string NamespaceRule = "it must be C# identifiers with dots between them";

    public const string LayerRule = "it must start with a letter and consist of the letters a to z, digits and underscores";

    /// <summary>The longest name: names become file names.</summary>
    private const int MaximumLength = 100;

    public static bool IsIdentifier(string name) =>
        name.Length <= MaximumLength
        && name.All(character => character == '_' || char.IsLetterOrDigit(character))
        && SyntaxFacts.IsValidIdentifier(name)
        && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;

    public static bool IsNamespace(string name) => name.Split('.').All(IsIdentifier);

    /// <summary>Names of layers become names of weights in files and of methods.</summary>
    public static bool IsLayerName(string name) =>
        name.Length is > 0 and <= MaximumLength
        && IsAsciiLetter(name[0])
        && name.All(character => character == '_' || IsAsciiLetter(character) || character is >= '0' and <= '9');

    /// <summary>Two layer names with the same key would become the same method.</summary>
    public static string LayerKey(string name) => name.Replace("_", "").ToLowerInvariant();

    /// <summary><c>SimpleRnn</c> becomes <c>simple_rnn</c>, <c>KernelL1</c> becomes <c>kernel_l1</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        StringBuilder result = new();
        foreach (char character in name)
        {
            if (char.IsUpper(character) && result.Length > 0)
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(character));
        }

        return result.ToString();
    }

    /// <summary>The end of a message: the known word that was probably meant, or nothing.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = Math.Max(1, Math.Min(word.Length, MaximumLength) / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Math.Abs(candidate.Length - word.Length) >= least ? least : Distance(word.ToLowerInvariant(), candidate);
            if (distance < least)
            {
                least = distance;
                nearest = candidate;
            }
        }

        return nearest is null ? "" : $"; did you mean '{nearest}'?";
    }

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
