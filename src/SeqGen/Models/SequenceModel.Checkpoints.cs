using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SeqGen;

public abstract partial class SequenceModel
{
    /// <summary>
    /// Saves all weights as safetensors: 32-bit floats under Keras' names and in Keras' layouts. The file appears
    /// whole or not at all; an existing one stays until the new one is complete (see <see cref="AtomicFile"/>).
    /// </summary>
    /// <param name="path">The file, by convention <c>.safetensors</c>.</param>
    /// <exception cref="CheckpointException">
    /// The file cannot be written, for instance because the disk is full, or the path is that of a folder, a pipe or a device.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ThrowIfDisposed();
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes to a stream what <see cref="Save(string)"/> writes to a file. The stream is neither flushed nor closed, and need not seek.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafeTensorsWriter.Write(stream, Description, MemoryMarshal.CreateReadOnlySpan(in FirstWeight, Description.WeightLength));
    }

    /// <summary>Saves the model's structure (layers and their options in Keras' vocabulary) as JSON.</summary>
    /// <param name="path">The file, by convention <c>.json</c>.</param>
    /// <exception cref="CheckpointException">The file cannot be written, for instance because the disk is full.</exception>
    public void SaveStructure(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Description.StructureJson)));
    }

    /// <summary>
    /// Loads weights that <see cref="Save(string)"/> wrote, or any safetensors file with the same names and shapes, of 32-bit
    /// floats (F32), 16-bit floats (F16, BF16), or 64-bit floats (F64) whose values are those of 32-bit floats.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is taken; <see langword="null"/> for the defaults.</param>
    /// <exception cref="CheckpointException">
    /// The file cannot be read, is damaged, is a folder, pipe or device, has a weight that is NaN or infinite, or belongs to
    /// another model: the message lists missing and unexpected weights and wrong shapes. The model's weights are unchanged then.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Load(string path, LoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ThrowIfDisposed();
        using FileStream file = SafeTensorsReader.OpenFile(path);
        Load($"'{path}'", file, options);
    }

    /// <summary>
    /// As <see cref="Load(string, LoadOptions?)"/>, from a stream: from its position to its end, which must be that of the
    /// weights. It need not seek, and is not closed.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">What is taken; <see langword="null"/> for the defaults.</param>
    /// <exception cref="CheckpointException">As for files. The model's weights are unchanged then.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Load(Stream stream, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ThrowIfDisposed();
        Load("the stream", stream, options);
    }

    /// <summary>As <see cref="Load(string, LoadOptions?)"/>, from the bytes of a file, for instance a resource of the program.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">What is taken; <see langword="null"/> for the defaults.</param>
    /// <exception cref="CheckpointException">As for files. The model's weights are unchanged then.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public unsafe void Load(ReadOnlySpan<byte> file, LoadOptions? options = null)
    {
        ThrowIfDisposed();
        fixed (byte* bytes = file)
        {
            using Stream stream = file.IsEmpty ? Stream.Null : new UnmanagedMemoryStream(bytes, file.Length);
            Load("the span", stream, options);
        }
    }

    /// <summary>
    /// Takes the weights that are part of the model's assembly; called by the emitted <c>Pretrained</c>. They are read where they lie,
    /// and copied when they are first to be changed, or where they lie otherwise than in memory.
    /// </summary>
    /// <param name="resource">The name of the assembly's resource.</param>
    /// <exception cref="CheckpointException">The assembly was built without SeqGen's build files, or was damaged since.</exception>
    internal void LoadEmbedded(string resource)
    {
        ThrowIfDisposed();
        using Stream stream = EmbeddedWeights.Open(GetType().Assembly, resource);
        LoadEmbedded($"the resource '{resource}'", stream);
    }

    /// <summary>As <see cref="LoadEmbedded(string)"/>, of an open resource, whose memory stays where it is as long as the model lives.</summary>
    internal void LoadEmbedded(string source, Stream stream)
    {
        (SafeTensorsReader reader, long[] places) = EmbeddedWeights.ReadHeader(source, stream);
        WeightMatch.Require(reader, Description);
        nint mapped = EmbeddedWeights.Map(stream, Description, reader.Tensors, places);
        if (mapped == 0)
        {
            AlignedBuffer loaded = NewWeights();
            reader.ReadValues(Description, loaded, allowNonFinite: false, places);
            Take(loaded);
            return;
        }

        lock (_preparation)
        {
            ThrowIfDisposed();
            _weights = null;
            _mappedWeights = mapped;
            MarkWeightsChanged();
        }
    }

    private ref float FirstOfOtherWeights() => ref _mappedWeights != 0 ? ref MappedWeights() : ref MakeWeights().Reference;

    private unsafe ref float MappedWeights() => ref Unsafe.AsRef<float>((void*)_mappedWeights);

    private void CopyMapped(AlignedBuffer weights) => MemoryMarshal.CreateReadOnlySpan(ref MappedWeights(), Description.WeightLength).CopyTo(weights.Span);

    private void Load(string source, Stream stream, LoadOptions? options)
    {
        SafeTensorsReader reader = SafeTensorsReader.ReadHeader(source, stream);
        WeightMatch.Require(reader, Description);
        AlignedBuffer loaded = NewWeights();
        reader.ReadValues(Description, loaded, options?.AllowNonFinite ?? false);
        Take(loaded);
    }

    private void Take(AlignedBuffer loaded)
    {
        lock (_preparation)
        {
            ThrowIfDisposed();
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
    }
}
