using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen;

/// <summary>
/// Tokens as emitted code reads them, which does not check that they lie in the vocabulary. So nothing but tokens of the
/// vocabulary is ever written here: see <see cref="SequenceFitting"/>.
/// </summary>
/// <param name="block">As many floats as there are tokens, all zero: token 0 is in every vocabulary.</param>
internal sealed class TokenBuffer(AlignedBuffer block)
{
    public Span<int> Span => MemoryMarshal.Cast<float, int>(block.Span);

    public ref int Reference => ref Unsafe.As<float, int>(ref block.Reference);
}
