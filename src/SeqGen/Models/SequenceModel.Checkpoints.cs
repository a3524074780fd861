using System.Text;

namespace SeqGen;

public abstract partial class SequenceModel
{
    /// <summary>
    /// Saves all weights as safetensors: 32-bit floats under Keras' names and in Keras' layouts. The file appears
    /// whole or not at all; one that was there before stays until the new one is complete.
    /// </summary>
    /// <param name="path">The file, by custom <c>.safetensors</c>.</param>
    /// <exception cref="CheckpointException">The file cannot be written, for instance because the disk is full.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, SaveTo);
    }

    /// <summary>Saves the model's structure (layers and their options in Keras' vocabulary) as JSON.</summary>
    /// <param name="path">The file, by custom <c>.json</c>.</param>
    /// <exception cref="CheckpointException">The file cannot be written, for instance because the disk is full.</exception>
    public void SaveStructure(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Description.StructureJson)));
    }

    /// <summary>Loads weights that <see cref="Save"/> wrote, or any safetensors file with the same names and shapes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">
    /// The file cannot be read, is damaged, or belongs to another model: the message lists every missing or
    /// unexpected weight and every wrong shape. The model's weights are unchanged then.
    /// </exception>
    public void Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        WeightMatch.Require(file, Description);
        AlignedBuffer loaded = NewWeights();
        foreach (WeightDescription weight in Description.Weights)
        {
            file.Read(file.Tensors[weight.Name], loaded.Slice(weight.Offset, weight.Length));
        }

        if (_weights == null)
        {
            _weights = loaded;
        }
        else
        {
            loaded.Span.CopyTo(_weights.Span);
        }

        MarkWeightsChanged();
    }

    internal void SaveTo(Stream stream) => SafeTensorsWriter.Write(stream, Description, Weights.Span);
}
