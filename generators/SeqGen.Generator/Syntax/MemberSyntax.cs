using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Syntax;

/// <summary>A member of a model's class that may be the same as an emitted one.</summary>
/// <param name="Name">Its name; that of a constructor is <c>.ctor</c>.</param>
/// <param name="Signature">The types of its parameters, or null where it is no method.</param>
/// <param name="Position">Where its name stands, or the class that it is inherited from.</param>
internal sealed record MemberSyntax(string Name, string? Signature, SourcePosition Position);

/// <summary>The names of the members that are emitted into a user's class.</summary>
internal static class MemberNames
{
    public const string Predict = "Predict";
    public const string CreateStream = "CreateStream";
    public const string Pretrained = "Pretrained";
    public const string PretrainedTokenizer = "PretrainedTokenizer";
    public const string Constructor = WellKnownMemberNames.InstanceConstructorName;
    public const string DefaultPredictor = "DefaultPredictor";

    /// <summary>All of them that a user's member may be the same as.</summary>
    public static ImmutableArray<string> All { get; } = [Predict, CreateStream, Constructor, Pretrained, PretrainedTokenizer];

    /// <summary>The names that a class between a model and <c>SequenceModel</c> could get in the way with.</summary>
    public static ImmutableArray<string> Inherited { get; } = [Predict, CreateStream, DefaultPredictor];

    /// <summary>The rule for a model's own name: a class has no member of its name.</summary>
    public static string? ObstacleOfName(string name) =>
        name is Predict or CreateStream or Pretrained or PretrainedTokenizer ? $"a model has a method '{name}', and no class may have the name of its member" : null;
}
