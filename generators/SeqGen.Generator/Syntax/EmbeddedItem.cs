namespace SeqGen.Generator.Syntax;

/// <summary>A file that the build puts into the assembly for a model, as it is described to the compiler.</summary>
/// <param name="Kind"><see cref="Weights"/> or <see cref="Tokenizer"/>.</param>
/// <param name="Model">The model: its name, or its full name.</param>
/// <param name="File">The file as the project names it.</param>
/// <param name="Project">The project file that lists it.</param>
/// <param name="Resource">The name of the assembly's resource.</param>
internal sealed record EmbeddedItem(string Kind, string Model, string File, string Project, string Resource)
{
    public const string Weights = "weights";
    public const string Tokenizer = "tokenizer";

    /// <summary>Why the file cannot be used, in a sentence; null for one that can.</summary>
    public string? Problem { get; init; }

    /// <summary>The tensors of weights, in the order of the file.</summary>
    public EquatableArray<EmbeddedTensor> Tensors { get; init; } = [];

    /// <summary>What every index of a tokenizer is below.</summary>
    public int Vocabulary { get; init; }

    /// <summary>The item of the project file.</summary>
    public string Element => Kind == Weights ? "SeqGenWeights" : "SeqGenTokenizer";

    /// <summary>The project file, for what is not the matter of a declaration.</summary>
    public SourcePosition Position => new(Project, default, default);

    public bool IsFor(string fullName) => Model == fullName || Model == fullName.Substring(fullName.LastIndexOf('.') + 1);
}

/// <summary>A tensor of a weight file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Shape">Its shape as it is written: <c>(32, 128)</c>.</param>
internal sealed record EmbeddedTensor(string Name, string Type, string Shape)
{
    public override string ToString() => $"'{Name}' {Shape}";
}

/// <summary>The members by which a model's class gives what is embedded for it.</summary>
/// <param name="Class">The class.</param>
/// <param name="Weights">Its weights, or null.</param>
/// <param name="Tokenizer">Its tokenizer, or null.</param>
internal sealed record EmbeddedMembers(ClassSpec Class, EmbeddedResource? Weights, EmbeddedResource? Tokenizer);

/// <summary>A resource of the assembly, and the file that it was made of.</summary>
internal sealed record EmbeddedResource(string Name, string File);
