using System.Text.Json;

namespace SeqGen.Tests;

/// <summary>The golden vectors: the tests' own copy, or the folder that SEQGEN_GOLDEN names.</summary>
internal static class GoldenFiles
{
    /// <summary>True where SEQGEN_GOLDEN names another folder than the tests' own.</summary>
    public static bool IsForeign => Environment.GetEnvironmentVariable("SEQGEN_GOLDEN") is { Length: > 0 };

    /// <summary>The folder of the vectors.</summary>
    public static string Folder => IsForeign ? Environment.GetEnvironmentVariable("SEQGEN_GOLDEN")! : Path.Combine(AppContext.BaseDirectory, "Golden");

    public static JsonDocument Open(string family) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, family + ".json")));

    /// <summary>Runs a check on every case, and fails with the list of the cases that did not hold.</summary>
    public static void ForEachCase(string family, Action<JsonElement> check)
    {
        using JsonDocument document = Open(family);
        ForEachCase(document, check);
    }

    public static void ForEachCase(JsonDocument document, Action<JsonElement> check)
    {
        var failures = new List<string>();
        int count = 0;
        foreach (JsonElement golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            count++;
            try
            {
                check(golden);
            }
            catch (Exception error)
            {
                failures.Add($"{golden.GetProperty("name")}: {error.GetType().Name}: {error.Message}");
            }
        }

        count.ShouldBeGreaterThan(0);
        failures.ShouldBeEmpty();
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static string[] Strings(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString()!)];

    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];

    public static float[] Floats(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetSingle())];

    public static int? OptionalInteger(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
