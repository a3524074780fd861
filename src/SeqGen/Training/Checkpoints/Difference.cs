using System.Text.Json;

namespace SeqGen;

/// <summary>Says how two settings differ: of JSON the first place that does, of everything else both texts.</summary>
internal static class Difference
{
    public static string Between(string? before, string? now)
    {
        if (before?.StartsWith('{') == true && now?.StartsWith('{') == true)
        {
            try
            {
                using JsonDocument left = JsonDocument.Parse(before);
                using JsonDocument right = JsonDocument.Parse(now);
                if (Find(left.RootElement, right.RootElement, "") is { } place)
                {
                    return place;
                }
            }
            catch (JsonException)
            {
                // No JSON: both texts are shown as they are.
            }
        }

        return $"{before ?? "not set"} in the file, {now ?? "not set"} now";
    }

    private static string? Find(JsonElement before, JsonElement now, string path)
    {
        if (before.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
        {
            IEnumerable<string> names = before.EnumerateObject().Concat(now.EnumerateObject()).Select(entry => entry.Name).Distinct();
            return names.Select(name => FindMember(before, now, name, $"{path}.{name}")).FirstOrDefault(place => place is not null);
        }

        if (before.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array)
        {
            return before.GetArrayLength() != now.GetArrayLength()
                ? Both(path, $"{before.GetArrayLength()} entries", $"{now.GetArrayLength()} entries")
                : Enumerable.Range(0, now.GetArrayLength()).Select(i => Find(before[i], now[i], $"{path}[{i}]")).FirstOrDefault(place => place is not null);
        }

        return before.GetRawText() == now.GetRawText() ? null : Both(path, before.GetRawText(), now.GetRawText());
    }

    private static string? FindMember(JsonElement before, JsonElement now, string name, string path) =>
        !before.TryGetProperty(name, out JsonElement left) ? Both(path, "not set", now.GetProperty(name).GetRawText())
        : !now.TryGetProperty(name, out JsonElement right) ? Both(path, left.GetRawText(), "not set")
        : Find(left, right, path);

    private static string Both(string path, string before, string now) => $"{path.TrimStart('.')} is {before} in the file, {now} now";
}
