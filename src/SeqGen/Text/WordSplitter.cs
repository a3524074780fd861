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
    private readonly Separators? _separators;

    public WordSplitter(string filters, bool lower, string split, bool charLevel)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentException.ThrowIfNullOrEmpty(split);
        _filters = filters;
        _split = split;
        _lower = lower;
        _charLevel = charLevel;
        bool plain = split.Length == 1 && !filters.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
        _separators = plain ? new Separators(filters + split) : null;
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
