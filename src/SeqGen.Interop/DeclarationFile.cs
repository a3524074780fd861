using System.Text;
using SeqGen.Interop.Declarations;

namespace SeqGen.Interop;

/// <summary>A declaration (<c>.seqnet</c>) that is compiled outside of a project.</summary>
public static class DeclarationFile
{
    /// <summary>Compiles a declaration in memory for this machine, as a project's build does.</summary>
    /// <param name="path">The file; it holds one model.</param>
    /// <param name="seed">The seed of the initial weights.</param>
    /// <returns>The model with newly initialised weights; <see cref="SequenceModel.Load(string, LoadOptions?)"/> brings trained ones.</returns>
    /// <exception cref="ImportException">The file cannot be read, does not compile, or holds no or several models; the message names the line.</exception>
    public static SequenceModel Compile(string path, int seed = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text = Encoding.UTF8.GetString(ImportSource.Read(path).Bytes);
        return ModelCompiler.Compile(DeclarationCheck.NameOf(path, text), text, seed);
    }
    /// <summary>Checks a declaration as a project's build does.</summary>
    /// <param name="path">The file; it may hold several models.</param>
    /// <returns>Errors and warnings, in the order of their lines; none for a sound declaration.</returns>
    /// <exception cref="ImportException">The file cannot be read.</exception>
    public static IReadOnlyList<DeclarationProblem> Check(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ModelCompiler.Diagnose(path, Encoding.UTF8.GetString(ImportSource.Read(path).Bytes));
    }
}
