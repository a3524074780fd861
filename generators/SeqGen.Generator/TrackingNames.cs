namespace SeqGen.Generator;

/// <summary>The names of the pipeline's steps, for tests of what an edit makes run again.</summary>
internal static class TrackingNames
{
    /// <summary>The models declared by attributes, as syntax.</summary>
    public const string AttributeModels = nameof(AttributeModels);

    /// <summary>The models of .seqnet files, as syntax.</summary>
    public const string FileModels = nameof(FileModels);

    /// <summary>The models of .seqnet files with what the project's C# says of their classes.</summary>
    public const string CompletedModels = nameof(CompletedModels);

    /// <summary>What holds for the project as a whole.</summary>
    public const string Project = nameof(Project);

    /// <summary>The models whose name another model has before them.</summary>
    public const string Duplicates = nameof(Duplicates);

    /// <summary>Syntax read into a spec, with its positions and problems.</summary>
    public const string Read = nameof(Read);

    /// <summary>The spec alone: what emission depends on.</summary>
    public const string Spec = nameof(Spec);

    /// <summary>The shapes of a spec, or why it has none.</summary>
    public const string Shapes = nameof(Shapes);

    /// <summary>The sources of a model.</summary>
    public const string Sources = nameof(Sources);

    /// <summary>The classes of the models with mistakes.</summary>
    public const string Placeholders = nameof(Placeholders);

    /// <summary>The problems of a model, with their places.</summary>
    public const string Problems = nameof(Problems);

    /// <summary>The descriptions of embedded files.</summary>
    public const string Embedded = nameof(Embedded);

    /// <summary>The members that give what is embedded for a model.</summary>
    public const string Pretrained = nameof(Pretrained);

    /// <summary>The functions of vectors that the models call.</summary>
    public const string Functions = nameof(Functions);

    /// <summary>The file with the functions of a native library.</summary>
    public const string NativeLibrary = nameof(NativeLibrary);
}
