using System.Runtime.Intrinsics;

namespace SeqGen.Benchmarks.Machine;

/// <summary>What the ceilings need of a vector width, so that each is written once.</summary>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal interface IVectorOps<TVector>
    where TVector : struct
{
    /// <summary>Floats of a vector.</summary>
    public static abstract int Lanes { get; }

    /// <summary>All lanes alike.</summary>
    public static abstract TVector Create(float value);

    /// <summary>Reads a vector.</summary>
    public static abstract TVector Load(ref readonly float source, nuint index);

    /// <summary>a * b + c with one rounding.</summary>
    public static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>Bitwise or: the cheapest use of a vector that was read.</summary>
    public static abstract TVector Or(TVector a, TVector b);

    /// <summary>The sum of all lanes.</summary>
    public static abstract float Sum(TVector a);
}

/// <summary>512 bits.</summary>
internal readonly struct Ops512 : IVectorOps<Vector512<float>>
{
    public static int Lanes => Vector512<float>.Count;

    public static Vector512<float> Create(float value) => Vector512.Create(value);

    public static Vector512<float> Load(ref readonly float source, nuint index) => Vector512.LoadUnsafe(in source, index);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);

    public static Vector512<float> Or(Vector512<float> a, Vector512<float> b) => a | b;

    public static float Sum(Vector512<float> a) => Vector512.Sum(a);
}

/// <summary>256 bits.</summary>
internal readonly struct Ops256 : IVectorOps<Vector256<float>>
{
    public static int Lanes => Vector256<float>.Count;

    public static Vector256<float> Create(float value) => Vector256.Create(value);

    public static Vector256<float> Load(ref readonly float source, nuint index) => Vector256.LoadUnsafe(in source, index);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    public static Vector256<float> Or(Vector256<float> a, Vector256<float> b) => a | b;

    public static float Sum(Vector256<float> a) => Vector256.Sum(a);
}

/// <summary>128 bits.</summary>
internal readonly struct Ops128 : IVectorOps<Vector128<float>>
{
    public static int Lanes => Vector128<float>.Count;

    public static Vector128<float> Create(float value) => Vector128.Create(value);

    public static Vector128<float> Load(ref readonly float source, nuint index) => Vector128.LoadUnsafe(in source, index);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);

    public static Vector128<float> Or(Vector128<float> a, Vector128<float> b) => a | b;

    public static float Sum(Vector128<float> a) => Vector128.Sum(a);
}
