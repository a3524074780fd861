namespace SeqGen.Generator.Model;

/// <summary>The class of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c>.</param>
internal sealed record ClassSpec(string Name, string Namespace, string Accessibility)
{
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}
