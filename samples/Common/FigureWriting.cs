using System.Text.Json;

namespace SeqGen.Samples;

/// <summary>Figures in JSON.</summary>
internal static class FigureWriting
{
    /// <summary>Writes a figure. JSON has no NaN and no infinity: they are written as null.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
