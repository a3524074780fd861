using System.Buffers;
using System.Text;

namespace SeqGen.Text;

/// <summary>
/// Cuts a text into words (or code points) as Keras does: lower-case, replace every filter character by the split
/// string, split there, drop empty words. At character level the units are code points and nothing is filtered.
/// </summary>
/// <remarks>
/// Immutable, so that many threads can share it. With a split string of one character and filters of the basic
/// plane, a replacement and a split are one search for either, and nothing is allocated.
/// </remarks>
internal sealed class WordSplitter
{
    private readonly string _filters;
    private readonly string _split;
    private readonly bool _lower;
    private readonly bool _charLevel;
    private readonly SearchValues<char>? _separators;

    public WordSplitter(string filters, bool lower, string split, bool charLevel)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentException.ThrowIfNullOrEmpty(split);
        _filters = filters;
        _split = split;
        _lower = lower;
        _charLevel = charLevel;
        bool plain = split.Length == 1 && !filters.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
        _separators = plain ? SearchValues.Create(filters + split) : null;
    }

    /// <summary>Number of characters of working space that <see cref="Split"/> needs for this text.</summary>
    public int ScratchLength(ReadOnlySpan<char> text) => _lower ? FullLowerCase.MaximumLength(text) : 0;

    /// <summary>The units of the text in order. They point into the text or into the working space.</summary>
    public WordEnumerator Split(ReadOnlySpan<char> text, Span<char> scratch)
    {
        if (_lower)
        {
            text = scratch[..FullLowerCase.ToLower(text, scratch)];
        }

        if (_charLevel)
        {
            return new WordEnumerator(text, separators: null, split: null);
        }

        return _separators is not null
            ? new WordEnumerator(text, _separators, _split)
            : new WordEnumerator(ReplaceFilters(text), separators: null, _split);
    }

    private string ReplaceFilters(ReadOnlySpan<char> text)
    {
        var replaced = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> unit = text[..WordEnumerator.CodePointLength(text)];
            replaced.Append(_filters.AsSpan().Contains(unit, StringComparison.Ordinal) ? _split : unit);
            text = text[unit.Length..];
        }

        return replaced.ToString();
    }
}

/// <summary>The words, or the code points, of a prepared text.</summary>
internal ref struct WordEnumerator
{
    private readonly SearchValues<char>? _separators;
    private readonly string? _split;
    private ReadOnlySpan<char> _rest;

    /// <param name="text">Text to go through.</param>
    /// <param name="separators">Characters of which each one ends a word, or null.</param>
    /// <param name="split">The string that ends a word, or null for code points.</param>
    public WordEnumerator(ReadOnlySpan<char> text, SearchValues<char>? separators, string? split)
    {
        _rest = text;
        _separators = separators;
        _split = split;
    }

    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Makes <c>foreach</c> work on the enumerator itself.</summary>
    public readonly WordEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int length, skip;
            if (_separators is not null)
            {
                length = _rest.IndexOfAny(_separators);
                skip = 1;
            }
            else if (_split is not null)
            {
                length = _rest.IndexOf(_split, StringComparison.Ordinal);
                skip = _split.Length;
            }
            else
            {
                length = CodePointLength(_rest);
                skip = 0;
            }

            if (length < 0)
            {
                length = _rest.Length;
                skip = 0;
            }

            Current = _rest[..length];
            _rest = _rest[(length + skip)..];
            if (length > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>2 for a surrogate pair at the start of the text, else 1.</summary>
    public static int CodePointLength(ReadOnlySpan<char> text) =>
        text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
}
