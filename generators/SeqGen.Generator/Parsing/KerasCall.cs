using System.Text.RegularExpressions;

namespace SeqGen.Generator.Parsing;

/// <summary>
/// Translates a line of Python that calls a layer of Keras, as it is pasted into a .seqnet file: <c>model.add(LSTM(32, activation="tanh"))</c>
/// becomes <c>lstm 32 activation=tanh</c>. Only for a message: what Keras calls otherwise is found in the next build.
/// </summary>
internal static class KerasCall
{
    /// <summary>Nobody writes a call of one layer that is longer; a file may hold a line of any length.</summary>
    private const int LongestLine = 1000;

    private const string Input = "input";
    private const string TimeDistributed = "timedistributed";
    private const string Bidirectional = "bidirectional";

    /// <summary>A class of Keras, or the word that a line begins with; not a method such as that which adds a layer.</summary>
    private static readonly Regex Call = new(@"(?:^\s*|\b(?=[A-Z]))([A-Za-z]\w*)\s*\(");

    private static readonly Regex Comment = new(@"\s*#[^""']*$");
    private static readonly Regex Declared = new(@"^\s*(\w+)[ \t]+(?![=(])");
    private static readonly Regex Named = new(@"^([A-Za-z_]\w*)\s*=\s*(.*)$", RegexOptions.Singleline);

    /// <summary>What Keras says at a layer and a declaration says at its input, or not at all.</summary>
    private static readonly HashSet<string> OfInput = ["input_shape", "batch_input_shape", "input_length", "input_dim", "dtype"];

    /// <summary>A line without its comment and the blanks at its end.</summary>
    public static string WithoutComment(string line) => line.Length > LongestLine ? line : Comment.Replace(line, "").TrimEnd();

    /// <summary>The line in words, or null where the text calls no layer that a declaration has.</summary>
    public static string? Translate(string text)
    {
        if (text.Length > LongestLine)
        {
            return null;
        }

        // An activation with a number has parentheses too, in a line that starts as ours do.
        if (Declared.Match(text) is { Success: true } line && (SpecReader.Words.Contains(line.Groups[1].Value) || line.Groups[1].Value is "model" or "namespace"))
        {
            return null;
        }

        foreach (Match call in Call.Matches(text))
        {
            string key = Names.LayerKey(call.Groups[1].Value);
            List<(string Name, string Value)> arguments = Arguments(text, call.Index + call.Length);
            if (key is Input)
            {
                return TranslateInput(arguments);
            }

            if (key is TimeDistributed or Bidirectional)
            {
                return arguments.Count > 0 && Translate(arguments[0].Value) is { } inner
                    ? key == TimeDistributed ? $"{inner} time_distributed=true" : $"bidirectional {inner}{Written(arguments.Skip(1))}"
                    : null;
            }

            if (LayerCatalog.All.FirstOrDefault(layer => Names.LayerKey(layer.Word) == key) is { } definition)
            {
                // An embedding's first number is the vocabulary, which is that of its tokens.
                bool hasVocabulary = definition.Word == "embedding" && arguments.Count > 1 && arguments[0].Name.Length == 0;
                return definition.Word + Written(hasVocabulary ? arguments.Skip(1) : arguments);
            }
        }

        return null;
    }

    private static string? TranslateInput(List<(string Name, string Value)> arguments)
    {
        string[] extents = [.. Regex.Matches(arguments.FirstOrDefault().Value ?? "", @"\d+").Cast<Match>().Select(number => number.Value)];
        return extents.Length switch
        {
            1 => $"features size={extents[0]}",
            2 => $"features length={extents[0]} size={extents[1]}",
            _ => null,
        };
    }

    private static string Written(IEnumerable<(string Name, string Value)> arguments) => string.Concat(arguments
        .Where(argument => !OfInput.Contains(argument.Name) && argument.Value != "None")
        .Select(argument => " " + (argument.Name.Length > 0 ? argument.Name + "=" : "") + Value(argument.Value)));

    /// <summary>A value of Python as a declaration writes it.</summary>
    private static string Value(string value) => value switch
    {
        "True" => "true",
        "False" => "false",
        _ when value.Length > 1 && value[0] is '"' or '\'' && value[0] == value[value.Length - 1] => value.Substring(1, value.Length - 2),
        _ => value.Replace(" ", ""),
    };

    /// <summary>The arguments from behind an opening parenthesis to the closing one, or to the end of the line.</summary>
    private static List<(string Name, string Value)> Arguments(string text, int start)
    {
        List<(string Name, string Value)> arguments = [];
        int depth = 0;
        char quote = '\0';
        int from = start;
        for (int index = start; index <= text.Length; index++)
        {
            char current = index < text.Length ? text[index] : ')';
            bool isLast = index == text.Length || (depth == 0 && quote == '\0' && current == ')');
            if (isLast || (depth == 0 && quote == '\0' && current == ','))
            {
                Add(text.Substring(from, index - from).Trim());
                from = index + 1;
                if (isLast)
                {
                    return arguments;
                }
            }
            else if (quote != '\0')
            {
                quote = current == quote ? '\0' : quote;
            }
            else if (current is '"' or '\'')
            {
                quote = current;
            }
            else
            {
                depth += current is '(' or '[' ? 1 : current is ')' or ']' ? -1 : 0;
            }
        }

        return arguments;

        void Add(string argument)
        {
            Match named = Named.Match(argument);
            if (argument.Length > 0)
            {
                arguments.Add(named.Success ? (named.Groups[1].Value, named.Groups[2].Value) : ("", argument));
            }
        }
    }
}
