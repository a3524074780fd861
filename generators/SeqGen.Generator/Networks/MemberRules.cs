using static SeqGen.Generator.Syntax.MemberNames;

namespace SeqGen.Generator.Networks;

/// <summary>Finds members of a user's class that are the same as emitted ones. Overloads with other parameters are allowed.</summary>
internal static class MemberRules
{
    /// <summary>True where the user's members leave room for this one.</summary>
    /// <param name="members">The user's members.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="signature">The types of its parameters.</param>
    public static bool HasRoom(EquatableArray<MemberSyntax> members, string name, string signature) =>
        !members.Any(member => member.Name == name && (member.Signature is null || member.Signature == signature));

    /// <summary>The members of a user's class that are the same as those that give what is embedded.</summary>
    public static IEnumerable<Problem> CheckEmbedded(EquatableArray<EmbeddedItem> items, EquatableArray<MemberSyntax> members) =>
        from name in items.Items.Select(item => item.Kind == EmbeddedItem.Weights ? Pretrained : PretrainedTokenizer).Distinct()
        from member in members.Items
        where member.Name == name && (member.Signature is null or "")
        select new Problem(DiagnosticCatalog.MemberClash, member.Position, [name, $"{name}()"]);

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
        Predict => PredictSignatures.Of(spec, shapes.Outputs.Items).FirstOrDefault(signature => member.Signature is null || member.Signature == signature) is { } signature
            ? $"{Predict}({signature})"
            : null,
        CreateStream => member.Signature is null or "" && NetworkPlan.Create(spec, shapes).Stream is not null ? $"{CreateStream}()" : null,
        DefaultPredictor => DefaultPredictor,
        Pretrained or PretrainedTokenizer => null,
        _ => member.Signature == "int" ? $"{spec.Name}(int seed)" : null,
    };
}
