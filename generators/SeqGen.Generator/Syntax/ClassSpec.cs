namespace SeqGen.Generator.Syntax;

/// <summary>The class of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c>.</param>
internal sealed record ClassSpec(string Name, string Namespace, string Accessibility)
{
    public const string Public = "public";

    public const string Internal = "internal";

    /// <summary>What the class derives from, as emitted code writes it: <c>SequenceModel</c>, or a class of the user's between the two.</summary>
    public string Base { get; init; } = "global::SeqGen.SequenceModel";

    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";

    /// <summary>The name as C# writes it.</summary>
    public string Identifier => Names.Escape(Name);

    /// <summary>The line that opens the class.</summary>
    public string Header => $"{Accessibility} partial class {Identifier} : {Base}";
}
