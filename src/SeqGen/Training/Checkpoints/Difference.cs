using System.Text.Json;

namespace SeqGen;

/// <summary>Says how two settings differ: of JSON the first place that does, of everything else both texts.</summary>
internal static class Difference
{
    public static string Between(string? before, string? now, string here = "in the file", string there = "now")
    {
        if (before?.StartsWith('{') == true && now?.StartsWith('{') == true)
        {
            try
            {
                using JsonDocument left = JsonDocument.Parse(before);
                using JsonDocument right = JsonDocument.Parse(now);
                if (Find(left.RootElement, right.RootElement, "") is { } found)
                {
                    return Both($"{found.Path.TrimStart('.')} is {found.Before}", found.Now);
                }
            }
            catch (JsonException)
            {
                // No JSON: both texts are shown as they are.
            }
        }

        return Both(before ?? "not set", now ?? "not set");

        string Both(string first, string second) => $"{first} {here}, {second} {there}";
    }

    private static (string Path, string Before, string Now)? Find(JsonElement before, JsonElement now, string path)
    {
        if (before.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
        {
            IEnumerable<string> names = before.EnumerateObject().Concat(now.EnumerateObject()).Select(entry => entry.Name).Distinct();
            return names.Select(name => FindMember(before, now, name, $"{path}.{name}")).FirstOrDefault(place => place is not null);
        }

        if (before.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array)
        {
            return before.GetArrayLength() != now.GetArrayLength()
                ? (path, $"{before.GetArrayLength()} entries", $"{now.GetArrayLength()} entries")
                : Enumerable.Range(0, now.GetArrayLength()).Select(i => Find(before[i], now[i], $"{path}[{i}]")).FirstOrDefault(place => place is not null);
        }

        return before.GetRawText() == now.GetRawText() ? null : (path, before.GetRawText(), now.GetRawText());
    }

    private static (string Path, string Before, string Now)? FindMember(JsonElement before, JsonElement now, string name, string path) =>
        !before.TryGetProperty(name, out JsonElement left) ? (path, "not set", now.GetProperty(name).GetRawText())
        : !now.TryGetProperty(name, out JsonElement right) ? (path, left.GetRawText(), "not set")
        : Find(left, right, path);
}
