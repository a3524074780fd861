using System.Globalization;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// What is not a number stays so, and infinity does not become an ordinary number: in every layer of the catalogue (each is
/// in one of the <see cref="SampleModels"/>, which <see cref="CatalogueTests"/> asks for), every program and every vector width.
/// </summary>
public sealed class PoisonTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(256, "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F")]
    [InlineData(128, "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", "DOTNET_EnableAVX2", "DOTNET_EnableAVX")]
    public void What_is_not_a_number_stays_so(int bits, params string[] switchedOff)
    {
        VectorWidths.SkipIfQuick(bits);
        SampleProcess process = SampleProcess.Of(bits, switchedOff);
        string[] lines = process.Poison;
        lines.ShouldNotBeEmpty(process.Errors);
        lines[..^1].ShouldBeEmpty($"vectors of at most {bits} bits");
        int.Parse(lines[^1], CultureInfo.InvariantCulture).ShouldBeGreaterThan(10_000);
    }
}
