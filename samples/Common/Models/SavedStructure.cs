using System.Text.Json;
using SeqGen.Data;

namespace SeqGen.Samples;

/// <summary>The structure that stands beside the weights of a saved model: it says which model they belong to.</summary>
public static class SavedStructure
{
    /// <summary>The file's name.</summary>
    public const string FileName = "structure.json";

    /// <summary>The name of the model that was saved in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataFormatException">The file is missing or is not the structure of a model.</exception>
    public static string ReadName(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            using FileStream file = File.OpenRead(path);
            using JsonDocument structure = JsonDocument.Parse(file);
            return structure.RootElement.GetProperty("config").GetProperty("name").GetString() ?? "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                $"The saved model cannot be read: {error.Message} Train one with the sample that has it (for reviews samples/Sentiment), and name its folder.",
                path, line: null, error);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DataFormatException($"This is not the structure of a model: {error.Message}", path, line: null, error);
        }
    }
}
