namespace SeqGen;

/// <summary>
/// Starts a new chain of layers: the attributes after it belong to the branch, up to the next branch. The output of the
/// last branch is the model's output; the others are taken up by name, for instance by <see cref="AttentionAttribute"/>,
/// <see cref="ConcatenateAttribute"/> or <see cref="RecurrentAttribute.InitialState"/>.
/// </summary>
/// <param name="name">The branch's name, which is also that of its input.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BranchAttribute(string name) : Attribute
{
    /// <summary>The branch's name.</summary>
    public string Name { get; } = name;

    /// <summary>The layer or branch above that the branch starts from; left out where it starts with an input.</summary>
    public string? From { get; set; }
}
