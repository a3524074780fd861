using System.Globalization;
using PureHDF;
using PureHDF.VOL.Native;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Keras;

/// <summary>An HDF5 file in memory. What the library behind it throws on a damaged file becomes an <see cref="ImportException"/>.</summary>
internal sealed class Hdf5File : IDisposable
{
    /// <summary>A byte of packed data unpacks to at most so many.</summary>
    private const long MostUnpacked = 1032;

    private readonly ImportSource _source;
    private readonly IDisposable _file;
    private readonly long _length;

    private Hdf5File(ImportSource source, byte[] bytes, NativeFile file)
    {
        _source = source;
        _file = file;
        _length = bytes.Length;
        Root = file;
    }

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    public IH5Group Root { get; }

    /// <param name="source">The file, for messages.</param>
    /// <param name="bytes">The bytes: the file's own, or those of a part of it.</param>
    /// <exception cref="ImportException">It is damaged.</exception>
    public static Hdf5File Open(ImportSource source, byte[] bytes) =>
        Guard(source, "its beginning", () => new Hdf5File(source, bytes, (NativeFile)H5File.Open(new MemoryStream(bytes, writable: false), leaveOpen: false)));

    /// <summary>The weights of a <c>.keras</c> archive. Keras 2.12 to 2.15 on Windows wrote a path of folders as one name: then the same file with the folders.</summary>
    /// <param name="context">The import.</param>
    /// <param name="bytes">The bytes of the part of the archive.</param>
    /// <exception cref="ImportException">It is damaged.</exception>
    public static Hdf5File OpenFolders(ImportContext context, byte[] bytes)
    {
        Hdf5File file = Open(context.Source, bytes);
        if (!file.Children(file.Root).Any(child => child.Name.Contains(OfWindows, StringComparison.Ordinal)))
        {
            return file;
        }

        using (file)
        {
            H5File folders = new();
            file.Copy(context, file.Root, folders, 0);
            using MemoryStream stream = new();
            folders.Write(stream);
            return Open(context.Source, stream.ToArray());
        }
    }

    private const char OfWindows = '\\';

    /// <summary>Copies the weights of a group; the seeds of random numbers are none.</summary>
    private void Copy(ImportContext context, IH5Group group, H5Group target, int depth)
    {
        const int deepest = 12;
        foreach (IH5Object child in Children(group))
        {
            string[] path = child.Name.Split(OfWindows);
            if (child is IH5Group inner && path[^1] != "seed_generator" && (depth > 0 || path[0] is "layers" or "_layer_checkpoint_dependencies"))
            {
                if (depth > deepest)
                {
                    throw context.Error($"The file has folders in folders, more than {deepest} deep; it is damaged.");
                }

                H5Group folder = path.Aggregate(target, (folder, name) => (H5Group)(folder.TryGetValue(name, out object? known) && known is H5Group ? known : folder[name] = new H5Group()));
                Copy(context, inner, folder, depth + 1);
            }
            else if (child is IH5Dataset && depth > 0)
            {
                WeightTensor tensor = Tensor(context, group, child.Name);
                Array values = Array.CreateInstance(typeof(float), tensor.Shape.Length == 0 ? [1] : tensor.Shape);
                Buffer.BlockCopy(tensor.Values, 0, values, 0, tensor.Values.Length * sizeof(float));
                target[child.Name] = values;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A text attribute of an object, or null.</summary>
    public string? Text(IH5Object owner, string name) => Texts(owner, name) is [{ } text, ..] ? text : null;

    /// <summary>A list of texts, or null. An empty list may be stored as numbers, and a long one in parts.</summary>
    public string[]? Texts(IH5Object owner, string name) => Guard(_source, $"attribute '{name}' of '{owner.Name}'", () =>
    {
        if (owner.AttributeExists(name))
        {
            return Texts(owner.Attribute(name));
        }

        List<string> texts = [];
        for (int part = 0; owner.AttributeExists(name + part.ToString(CultureInfo.InvariantCulture)); part++)
        {
            texts.AddRange(Texts(owner.Attribute(name + part.ToString(CultureInfo.InvariantCulture))));
        }

        return texts.Count == 0 ? null : (string[])[.. texts];
    });

    /// <summary>The groups and data sets of a group by their names.</summary>
    public IReadOnlyList<IH5Object> Children(IH5Group group) => Guard(_source, $"group '{group.Name}'", () => group.Children().ToArray());

    /// <summary>A group inside another one, or null.</summary>
    public IH5Group? Group(IH5Group group, string path) => Guard(_source, $"group '{path}'", () =>
    {
        foreach (string part in path.Split('/'))
        {
            if (!group.LinkExists(part) || group.Get(part) is not IH5Group inner)
            {
                return null;
            }

            group = inner;
        }

        return group;
    });

    /// <summary>A data set by its path from a group.</summary>
    public WeightTensor Tensor(ImportContext context, IH5Group group, string path)
    {
        WeightTensor tensor = Guard(_source, $"data set '{path}'", () => Tensor(group.Get(path) as IH5Dataset ?? throw context.Error($"'{path}' is no data set."), path));
        return context.Finite(tensor, $"the tensor '{path}'");
    }

    private WeightTensor Tensor(IH5Dataset dataset, string path)
    {
        IH5DataType type = dataset.Type;
        ulong[] extents = dataset.Space.Rank == 0 ? [] : dataset.Space.Dimensions;
        UInt128 length = extents.Aggregate((UInt128)1, (product, extent) => product > long.MaxValue ? product : product * extent);
        if (length > int.MaxValue || length * (ulong)type.Size > (UInt128)(MostUnpacked * _length))
        {
            throw _source.Error($"The tensor '{path}' would have {length} values, more than the file can hold.");
        }

        int[] shape = [.. extents.Select(extent => checked((int)extent))];
        float[] values = (type.Class, type.Size) switch
        {
            _ when length == 0 => [],
            (H5DataTypeClass.FloatingPoint, 2) => [.. dataset.Read<Half[]>().Select(value => (float)value)],
            (H5DataTypeClass.FloatingPoint, 4) => shape.Length == 0 ? [dataset.Read<float>()] : dataset.Read<float[]>(),
            (H5DataTypeClass.FloatingPoint, 8) => shape.Length == 0 ? [(float)dataset.Read<double>()] : [.. dataset.Read<double[]>().Select(value => (float)value)],
            (H5DataTypeClass.FixedPoint, 4) => shape.Length == 0 ? [dataset.Read<int>()] : [.. dataset.Read<int[]>().Select(value => (float)value)],
            (H5DataTypeClass.FixedPoint, 8) => shape.Length == 0 ? [dataset.Read<long>()] : [.. dataset.Read<long[]>().Select(value => (float)value)],
            _ => throw _source.Error($"The tensor '{path}' holds values of type {type.Class} of {type.Size} bytes; floats of 2, 4 and 8 bytes and whole numbers of 4 and 8 are read."),
        };
        return new(shape, values);
    }

    private string[] Texts(IH5Attribute attribute)
    {
        // An attribute lies in the file as it is.
        UInt128 length = attribute.Space.Rank == 0 ? 1 : attribute.Space.Dimensions.Aggregate((UInt128)1, (product, extent) => product > long.MaxValue ? product : product * extent);
        if (length * (ulong)Math.Max(attribute.Type.Size, 1) > (UInt128)_length)
        {
            throw _source.Error($"The attribute '{attribute.Name}' would have {length} values, more than the file can hold.");
        }

        string?[] texts = attribute.Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength) ? []
            : attribute.Space.Rank == 0 ? [attribute.Read<string>()]
            : attribute.Read<string?[]>();
        return [.. texts.Select(text => text ?? throw _source.Error($"The attribute '{attribute.Name}' refers to a text that does not exist; the file is damaged."))];
    }

    /// <summary>A damaged file can make the library throw anything.</summary>
    private static T Guard<T>(ImportSource source, string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not ImportException)
        {
            throw source.Error($"The HDF5 file is damaged at {place}: {error.Message}", error);
        }
    }
}
