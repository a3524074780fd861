using System.Reflection;
using SeqGen.Numerics.Tests.Guarded;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Nothing reads or writes outside a buffer: every public entry point of models that together hold every layer runs with all
/// buffers, and all that is passed in, between pages that end the process where they are touched, and poison where the page does not
/// begin at once. Every vector width is a separate process.
/// </summary>
public sealed class GuardedBufferTests
{
    /// <summary>The types whose public methods the host calls.</summary>
    public static TheoryData<Type> Types => [.. EntryPoints.Members.Keys];

    [Theory]
    [InlineData(512)]
    [InlineData(256, "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F")]
    [InlineData(128, "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", "DOTNET_EnableAVX2", "DOTNET_EnableAVX")]
    public void Nothing_outside_a_buffer_is_touched(int bits, params string[] switchedOff)
    {
        Assert.SkipUnless(VectorWidths.OfMachine.Contains(bits), $"This machine has no vectors of {bits} bits; its own are the case of {VectorWidths.OfMachine[0]}.");
        VectorWidths.SkipIfQuick(bits);

        SampleProcess process = SampleProcess.Of(bits, switchedOff);
        string last = process.Guards.LastOrDefault() ?? "";
        (process.ExitCode, last).ShouldBe((0, "done"), $"The last step was '{last}'. {process.Errors}");
    }

    /// <summary>The guards are seen: reading one float beside a block ends a process, on both sides.</summary>
    [Theory]
    [InlineData("end")]
    [InlineData("start")]
    public void A_guard_is_noticed(string side)
    {
        Assert.SkipUnless(GuardPages.AreProtected, "Pages cannot be protected here: poison stands in for them.");
        (int exit, _) = ChildProcess.Run(["touch", side], []);
        exit.ShouldNotBe(0);
    }

    /// <summary>A new public method fails here until the host calls it.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_public_method_is_called(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        IEnumerable<string> methods = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName)
            .Select(method => method.Name)
            .Distinct();
        methods.Order(StringComparer.Ordinal).ShouldBe(EntryPoints.Members[type].Order(StringComparer.Ordinal));
    }
}
