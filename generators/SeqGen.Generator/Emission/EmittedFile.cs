using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace SeqGen.Generator.Emission;

/// <summary>A file as the compiler gets it.</summary>
/// <remarks>The compiler keeps the text of every file of a project, and the generator's own results refer to the same.</remarks>
/// <param name="HintName">Its name.</param>
/// <param name="Source">Its text.</param>
internal sealed record EmittedFile(string HintName, SourceText Source)
{
    /// <param name="hintName">The file's name.</param>
    /// <param name="text">Its text.</param>
    public EmittedFile(string hintName, string text)
        : this(hintName, NarrowText.Of(text))
    {
    }

    /// <summary>The text.</summary>
    public string Text => Source.ToString();

    public bool Equals(EmittedFile? other) => other is not null && HintName == other.HintName && Source.ContentEquals(other.Source);

    public override int GetHashCode() => HintName.GetHashCode();

    /// <summary>A text in a byte a character: half the memory of a string.</summary>
    private sealed class NarrowText : SourceText
    {
        private readonly byte[] _characters;

        private NarrowText(byte[] characters)
            : base(checksumAlgorithm: SourceHashAlgorithm.Sha256) => _characters = characters;

        public override Encoding Encoding => Encoding.UTF8;

        public override int Length => _characters.Length;

        public override char this[int position] => (char)_characters[position];

        /// <summary>The text, in a byte a character where each has room in it.</summary>
        public static SourceText Of(string text)
        {
            byte[] characters = new byte[text.Length];
            for (int i = 0; i < text.Length; i++)
            {
                if (text[i] > byte.MaxValue)
                {
                    return From(text, Encoding.UTF8, SourceHashAlgorithm.Sha256);
                }

                characters[i] = (byte)text[i];
            }

            return new NarrowText(characters);
        }

        public override void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)
        {
            for (int i = 0; i < count; i++)
            {
                destination[destinationIndex + i] = (char)_characters[sourceIndex + i];
            }
        }

        public override string ToString(TextSpan span)
        {
            char[] characters = new char[span.Length];
            CopyTo(span.Start, characters, 0, span.Length);
            return new(characters);
        }
    }
}
