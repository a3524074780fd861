using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using SeqGen.Data;

namespace SeqGen.Build;

/// <summary>Takes the header of a native library out of its assembly, where the compiler has put it as a constant.</summary>
internal static class NativeHeader
{
    private const string Field = "SeqGenNativeHeader";

    /// <summary>Writes the header.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="header">The file to write.</param>
    /// <exception cref="FormatException">The assembly has none: no model of it compiles.</exception>
    public static void Extract(string assembly, string header)
    {
        using FileStream file = RegularFile.Open(assembly);
        using PEReader image = new(file);
        MetadataReader metadata = image.GetMetadataReader();
        foreach (FieldDefinition field in metadata.FieldDefinitions.Select(metadata.GetFieldDefinition))
        {
            if ((field.Attributes & FieldAttributes.Literal) != 0 && metadata.StringComparer.Equals(field.Name, Field))
            {
                BlobReader value = metadata.GetBlobReader(metadata.GetConstant(field.GetDefaultValue()).Value);
                string text = value.ReadUTF16(value.Length);
                AtomicFile.Write(header, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
                return;
            }
        }

        throw new FormatException($"'{assembly}' has no functions for a native library: the project declares no model.");
    }
}
