using SeqGen.Data;

namespace SeqGen.Samples;

/// <summary>Labelled texts to train on and to test with.</summary>
/// <param name="Name">What they are, for headlines and figures.</param>
/// <param name="Training">To train on, and to validate on where there is no <see cref="Validation"/>.</param>
/// <param name="Test">Looked at once, at the end.</param>
/// <param name="Classes">The name of each class; a model with one output gives the probability of the second.</param>
public sealed record TextCorpus(
    string Name, IReadOnlyList<LabelledText> Training, IReadOnlyList<LabelledText> Test, IReadOnlyList<string> Classes)
{
    /// <summary>To validate on after each epoch; <see langword="null"/> for the last fifth of <see cref="Training"/>.</summary>
    public IReadOnlyList<LabelledText>? Validation { get; init; }

    /// <summary>What happens to the rows, in words.</summary>
    public string Division =>
        Validation is null ? FormattableString.Invariant($"{Training.Count:N0} texts to train and validate on, {Test.Count:N0} to test with")
        : ReferenceEquals(Validation, Test) ? FormattableString.Invariant($"{Training.Count:N0} texts to train on, {Test.Count:N0} to validate with")
        : FormattableString.Invariant($"{Training.Count:N0} texts to train on, {Validation.Count:N0} to validate and {Test.Count:N0} to test with");
}
