using System.Numerics;
using System.Runtime.CompilerServices;

namespace SeqGen;

/// <summary>Checks of numbers that a caller sets. Each returns the number, or says which one is wrong and what it may be.</summary>
internal static class Require
{
    /// <summary>A number above zero.</summary>
    public static T Positive<T>(T value, [CallerMemberName] string name = "")
        where T : IFloatingPointIeee754<T> =>
        T.IsFinite(value) && value > T.Zero ? value : throw Wrong(name, value, "finite and greater than 0");

    /// <summary>A number that is zero or above.</summary>
    public static T NotNegative<T>(T value, [CallerMemberName] string name = "")
        where T : IFloatingPointIeee754<T> =>
        T.IsFinite(value) && value >= T.Zero ? value : throw Wrong(name, value, "finite and not negative");

    /// <summary>A number that is neither NaN nor infinite.</summary>
    public static T Finite<T>(T value, [CallerMemberName] string name = "")
        where T : IFloatingPointIeee754<T> =>
        T.IsFinite(value) ? value : throw Wrong(name, value, "finite");

    /// <summary>A number in [0, 1).</summary>
    public static T Share<T>(T value, [CallerMemberName] string name = "")
        where T : IFloatingPointIeee754<T> =>
        value >= T.Zero && value < T.One ? value : throw Wrong(name, value, "in [0, 1)");

    /// <summary>A number in [least, greatest].</summary>
    public static T Between<T>(T value, T least, T greatest, [CallerMemberName] string name = "")
        where T : IFloatingPointIeee754<T> =>
        value >= least && value <= greatest ? value : throw Wrong(name, value, $"in [{least}, {greatest}]");

    /// <summary>A learning rate: a number that is not negative and that a float can hold.</summary>
    public static double Rate(double value, string name) =>
        value >= 0 && float.IsFinite((float)value) ? value : throw Wrong(name, value, "a finite number that is not negative");

    private static ArgumentOutOfRangeException Wrong<T>(string name, T value, string allowed) =>
        new(name, value, $"{name} must be {allowed}.");
}
