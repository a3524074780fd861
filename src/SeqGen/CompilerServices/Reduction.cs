using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SeqGen.CompilerServices;

/// <summary>The sum and the greatest of a vector's lanes. Called by emitted code, not by users.</summary>
/// <remarks>
/// Halves are taken together until four lanes are left, which is a third of the instructions of <see cref="Vector512.Sum"/>:
/// that adds up each four lanes by themselves.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Reduction
{
    /// <summary>The sum of all lanes.</summary>
    /// <param name="x">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> x) => Sum(x.GetLower() + x.GetUpper());

    /// <inheritdoc cref="Sum(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> x) => Sum(x.GetLower() + x.GetUpper());

    /// <inheritdoc cref="Sum(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> x) => Vector128.Sum(x);

    /// <summary>The greatest of all lanes; any of them where one is not a number.</summary>
    /// <param name="x">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> x) => Max(Vector256.MaxNative(x.GetLower(), x.GetUpper()));

    /// <inheritdoc cref="Max(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector256<float> x) => Max(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    /// <inheritdoc cref="Max(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector128<float> x)
    {
        Vector128<float> pairs = Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
