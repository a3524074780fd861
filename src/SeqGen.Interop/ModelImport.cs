using Microsoft.CodeAnalysis.CSharp;
using SeqGen.Generator.Syntax;
using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop;

/// <summary>Reads trained models of other libraries. What a file is, its first bytes say; its name says nothing.</summary>
public static class ModelImport
{
    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say.</param>
    /// <returns>The declaration and the weights; nothing is written yet.</returns>
    /// <exception cref="ImportException">The file cannot be imported; the message says why.</exception>
    public static ImportedModel Read(string path, ImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        ImportSource source = ImportSource.Read(path);
        return Read(source, options);
    }

    /// <summary>Reads a model from bytes.</summary>
    internal static ImportedModel Read(ImportSource source, ImportOptions options)
    {
        ImportContext context = new(source, options, new());
        try
        {
            return Read(context);
        }
        catch (ImportException error)
        {
            error.Notes = [.. context.Log.Notes];
            throw;
        }
    }

    private static ImportedModel Read(ImportContext context)
    {
        (ImportSource source, ImportOptions options) = (context.Source, context.Options);
        if ((options.Length ?? options.MaxLength) is < 1)
        {
            throw context.Error($"The length is {options.Length ?? options.MaxLength}; it must be at least 1.");
        }

        ModelFormat format = ModelFormat.Of(source);
        Network network = format.Read(context);
        context.RequireAllAsked();
        Declaration declaration = network.Written ?? DeclarationWriter.Write(NameOf(context), network, source);
        IReadOnlyList<DeclaredWeight> weights = DeclarationCheck.Require(declaration, source);
        foreach (Layer layer in declaration.LayerOfLine.OrderBy(pair => pair.Key).Select(pair => pair.Value))
        {
            context.Log.Recognized($"{layer.Origin} -> {layer.Word}");
        }

        return new(format.Name, declaration, weights, network, context);
    }

    /// <summary>The name that was asked for, or one made of the file's.</summary>
    private static string NameOf(ImportContext context)
    {
        if (context.Options.Name is { } asked)
        {
            return Names.IsIdentifier(asked) && Names.ObstacleOfModel(asked) is null
                ? asked
                : throw context.Error($"'{asked}' cannot be the name of a model: {Names.ObstacleOfModel(asked) ?? Names.IdentifierRule}.");
        }

        string file = Path.GetFileName(context.Source.Path);
        file = file.Contains('.', StringComparison.Ordinal) ? file[..file.LastIndexOf('.')] : file;
        string name = string.Concat(file.Split(file.Where(character => !char.IsAsciiLetterOrDigit(character)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries)
            .Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        name = name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "Model" + name;
        return Names.ObstacleOfModel(name) is null && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : name[..Math.Min(name.Length, 60)] + "Model";
    }
}
