using System.Text.Json;
using SeqGen.Interop.Keras;

namespace SeqGen.Interop.Json;

/// <summary>The formats that are JSON, told apart by their members.</summary>
internal static class JsonFormats
{
    public static ModelFormat Of(ImportSource source)
    {
        JsonElement root = JsonPlace.ParseRoot(source);
        bool Has(string name) => root.TryGetProperty(name, out _);
        return true switch
        {
            _ when Has("in_shape") && Has("layers") => new(Has("in_skip") || Has("input_batch") ? "AIDA-X JSON (RTNeural's form)" : "RTNeural JSON", RtNeuralReader.Read),
            _ when Has("state_dict") && Has("model_data") => new("GuitarML / NeuralPi JSON", GuitarMlReader.Read),
            _ when Has("architecture") && Has("config") => new("Neural Amp Modeler (NAM)", NamReader.Read),
            _ when Has("class_name") && Has("config") => new("Keras structure (JSON)", KerasReader.ReadStructure),
            _ when Has("mat1") && Has("mat9") => new("word segmentation JSON (ICU)", WordSegmentationReader.Read),
            _ => throw source.Error(
                "The JSON is of no known kind: RTNeural and AIDA-X have 'in_shape' and 'layers', GuitarML 'model_data' and 'state_dict', NAM 'architecture' and 'config', Keras 'class_name' and 'config', word segmentation 'mat1' to 'mat9'."),
        };
    }
}
