using System.Runtime.CompilerServices;

namespace SeqGen.Text;

/// <summary>The words, or the code points, of a prepared text.</summary>
internal ref struct WordEnumerator
{
    private readonly Separators? _separators;
    private readonly string? _split;
    private ReadOnlySpan<char> _rest;

    /// <param name="text">Text to go through.</param>
    /// <param name="separators">Characters of which each one ends a word, or null.</param>
    /// <param name="split">Without separators: the string that ends a word, or null for code points.</param>
    public WordEnumerator(ReadOnlySpan<char> text, Separators? separators, string? split)
    {
        _rest = text;
        _separators = separators;
        _split = split;
    }

    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Makes <c>foreach</c> work on the enumerator itself.</summary>
    public readonly WordEnumerator GetEnumerator() => this;

    public bool MoveNext() => _separators is not null ? NextBetweenCharacters(_separators)
        : _split is not null ? NextBetweenStrings(_split)
        : NextCodePoint();

    /// <summary>2 for a surrogate pair at the start of the text, else 1.</summary>
    public static int CodePointLength(ReadOnlySpan<char> text) =>
        text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool NextBetweenCharacters(Separators separators)
    {
        ReadOnlySpan<char> rest = _rest;
        int start = 0;
        while (start < rest.Length && separators.Contains(rest[start]))
        {
            start++;
        }

        int end = start;
        while (end < rest.Length && !separators.Contains(rest[end]))
        {
            end++;
        }

        Current = rest[start..end];
        _rest = rest[end..];
        return end > start;
    }

    private bool NextBetweenStrings(string split)
    {
        while (!_rest.IsEmpty)
        {
            int length = _rest.IndexOf(split, StringComparison.Ordinal);
            Current = length < 0 ? _rest : _rest[..length];
            _rest = length < 0 ? default : _rest[(length + split.Length)..];
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private bool NextCodePoint()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Current = _rest[..CodePointLength(_rest)];
        _rest = _rest[Current.Length..];
        return true;
    }
}
