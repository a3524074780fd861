using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using SeqGen.Data;

namespace SeqGen.CompilerServices;

/// <summary>
/// Kernels at full speed in a Debug build. Such a build tells the JIT to optimise nothing in its assembly, kernels included, which then
/// take more than ten times as long. So kernels run from a second copy of that assembly, in which this one flag is cleared. Everything else, the
/// person's own code and the model's class, stays in the assembly that is debugged.
/// </summary>
/// <remarks>
/// A program is known by its base class alone and holds no state, so the copy's can stand for the original. The switch
/// <c>SeqGen.OptimizeKernels</c>, which the property <c>SeqGenOptimizeKernels</c> of a project sets, leaves kernels where they are.
/// </remarks>
internal static class OptimizedKernels
{
    private const string Switch = "SeqGen.OptimizeKernels";

    /// <summary>Of each assembly that the JIT does not optimise, the copy; none where there can be none.</summary>
    private static readonly ConditionalWeakTable<Assembly, StrongBox<Assembly?>> Copies = [];

    private static int _hasWarned;

    /// <summary>The program as the JIT optimises it: itself, or that of the copy.</summary>
    /// <param name="program">A program that was just made.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where a JIT compiles, from an assembly's own complete file: nothing was trimmed there that the original has.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The type is the program's own, and has the constructor that has just run.")]
    public static ModelProgram Of(ModelProgram program)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || !IsUnoptimized(program) || (AppContext.TryGetSwitch(Switch, out bool isOn) && !isOn))
        {
            return program;
        }

        Type type = program.GetType();
        return Copies.GetValue(type.Assembly, static assembly => new(Copy(assembly))).Value is { } copy
            ? (ModelProgram)Activator.CreateInstance(copy.ManifestModule.ResolveType(type.MetadataToken))!
            : program;
    }

    /// <summary>Says once in a process, on the error stream, that kernels are slow because they run unoptimised.</summary>
    /// <param name="program">What is about to be trained.</param>
    public static void WarnOfSlow(ModelProgram program)
    {
        if (IsUnoptimized(program) && Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
#pragma warning disable RS0030 // Training that takes ten times as long must not go unseen; a program has no other place for it.
            Console.Error.WriteLine($"SeqGen: {program.Description.Name} trains many times slower than it could: the assembly {program.GetType().Assembly.GetName().Name} was built without optimisation. Build it with -c Release, or remove SeqGenOptimizeKernels=false.");
#pragma warning restore RS0030
        }
    }

    private static bool IsUnoptimized(ModelProgram program) =>
        program.GetType().Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty path, as in a single file, means that there is no copy.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "See the caller.")]
    private static Assembly? Copy(Assembly assembly)
    {
        if (assembly.Location.Length == 0)
        {
            return null;
        }

        try
        {
            using FileStream file = RegularFile.Open(assembly.Location);
            byte[] image = new byte[file.Length];
            file.ReadExactly(image);
            AllowOptimization(image);
            return new CopyContext(assembly).LoadFromStream(new MemoryStream(image));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>Clears what forbids optimisation in the assembly's <see cref="DebuggableAttribute"/>: bits of a number behind the attribute's prologue of two bytes.</summary>
    private static void AllowOptimization(byte[] image)
    {
        using PEReader portable = new(new MemoryStream(image));
        MetadataReader metadata = portable.GetMetadataReader();
        foreach (CustomAttributeHandle handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind == HandleKind.MemberReference
                && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
                && metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)type).Name, nameof(DebuggableAttribute)))
            {
                // The value, eight bytes, stands behind its length, which takes one.
                int start = portable.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.Blob) + metadata.GetHeapOffset(attribute.Value) + sizeof(byte) + sizeof(ushort);
                Span<byte> modes = image.AsSpan(start, sizeof(int));
                const DebuggableAttribute.DebuggingModes Cleared = DebuggableAttribute.DebuggingModes.DisableOptimizations | DebuggableAttribute.DebuggingModes.EnableEditAndContinue;
                BinaryPrimitives.WriteInt32LittleEndian(modes, BinaryPrimitives.ReadInt32LittleEndian(modes) & ~(int)Cleared);
            }
        }
    }

    /// <summary>Holds a copy; what the copy refers to is what the original refers to.</summary>
    private sealed class CopyContext(Assembly original) : AssemblyLoadContext($"Kernels of {original.GetName().Name}", original.IsCollectible)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => GetLoadContext(original)!.LoadFromAssemblyName(assemblyName);
    }
}
