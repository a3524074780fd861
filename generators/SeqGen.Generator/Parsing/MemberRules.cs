using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Parsing;

/// <summary>A member of a model's class that may be the same as an emitted one.</summary>
/// <param name="Name">Its name; that of a constructor is <c>.ctor</c>.</param>
/// <param name="Signature">The types of its parameters, or null where it is no method.</param>
/// <param name="Position">Where its name stands, or the class that it is inherited from.</param>
internal sealed record MemberSyntax(string Name, string? Signature, SourcePosition Position);

/// <summary>Finds members of a user's class that are the same as emitted ones. Overloads with other parameters are allowed.</summary>
internal static class MemberRules
{
    public const string Predict = "Predict";
    public const string CreateStream = "CreateStream";
    public const string Constructor = WellKnownMemberNames.InstanceConstructorName;

    private const string DefaultPredictor = "DefaultPredictor";

    /// <summary>The names of emitted members.</summary>
    public static ImmutableArray<string> Names { get; } = [Predict, CreateStream, Constructor];

    /// <summary>The names that a class between a model and <c>SequenceModel</c> could get in the way with.</summary>
    public static ImmutableArray<string> InheritedNames { get; } = [Predict, CreateStream, DefaultPredictor];

    /// <summary>The rule for a model's own name: a class has no member of its name.</summary>
    public static string? ObstacleOfName(string name) =>
        name is Predict or CreateStream ? $"a model has a method '{name}', and no class may have the name of its member" : null;

    /// <summary>True where the user's members leave room for this one.</summary>
    /// <param name="members">The user's members.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="signature">The types of its parameters.</param>
    public static bool HasRoom(EquatableArray<MemberSyntax> members, string name, string signature) =>
        !members.Any(member => member.Name == name && (member.Signature is null || member.Signature == signature));

    public static IEnumerable<Problem> Check(NetworkSpec spec, ShapeResult shapes, EquatableArray<MemberSyntax> members)
    {
        foreach (MemberSyntax member in members)
        {
            if (Emitted(member, spec, shapes) is { } emitted)
            {
                string name = member.Name == Constructor ? spec.Name : member.Name;
                yield return new(DiagnosticCatalog.MemberClash, member.Position, [name, emitted]);
            }
        }
    }

    /// <summary>The emitted member that cannot exist beside this one, or null.</summary>
    private static string? Emitted(MemberSyntax member, NetworkSpec spec, ShapeResult shapes) => member.Name switch
    {
        Predict => PredictMembers.Signatures(spec, shapes.Outputs.Items).FirstOrDefault(signature => member.Signature is null || member.Signature == signature) is { } signature
            ? $"{Predict}({signature})"
            : null,
        CreateStream => member.Signature is null or "" && NetworkPlan.Create(spec, shapes).Stream is not null ? $"{CreateStream}()" : null,
        DefaultPredictor => DefaultPredictor,
        _ => member.Signature == "int" ? $"{spec.Name}(int seed)" : null,
    };
}
