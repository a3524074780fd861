using Microsoft.CodeAnalysis;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>What an edit makes the generator do again: nothing, unless it changes what a model is.</summary>
public class IncrementalityTests
{
    private const string Declared = """
        using SeqGen;
        namespace Test;
        [SequenceModel]
        [Features(Size = 3)]
        [Dense(4)]
        public partial class Declared;
        """;

    private const string Written = """
        model Written
        features size=3
        dense 4
        """;

    private static readonly string[] Emission = [TrackingNames.Spec, TrackingNames.Shapes, TrackingNames.Sources];

    [Fact]
    public void UnrelatedFileChangesNothing()
    {
        GeneratorHarness project = Project();
        GeneratorRun after = project.SetSource("Other.cs", "class Other { void Method() { } }").SetFile("notes.txt", "dense").Run();
        ShouldNotEmit(after);
        after.ReasonsOf(TrackingNames.Read).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
        after.ReasonsOf(TrackingNames.Problems).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);

        GeneratorRun edited = project.SetSource("Other.cs", "class Other { int Method() => 1; }").Run();
        ShouldNotEmit(edited);
        edited.ReasonsOf(TrackingNames.Read).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void CommentsAndBlanksChangeNothing()
    {
        GeneratorHarness project = Project();
        ShouldNotEmit(project.SetSource("Declared.cs", "// A comment above.\n\n" + Declared.Replace("[Dense(4)]", "[Dense( 4 )] // four")).Run());
        ShouldNotEmit(project.SetFile("Written.seqnet", "# A comment above.\n\n" + Written.Replace("dense 4", "dense   units=4 # four")).Run());
    }

    [Fact]
    public void AnotherModelChangesOnlyItself()
    {
        GeneratorHarness project = Project();
        GeneratorRun fileEdited = project.SetFile("Written.seqnet", Written.Replace("dense 4", "dense 5")).Run();
        fileEdited.ReasonsOf(TrackingNames.Shapes).ShouldBe([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], ignoreOrder: true);
        fileEdited.ReasonsOf(TrackingNames.Sources).Count(reason => reason == IncrementalStepRunReason.Cached).ShouldBe(1);
        fileEdited.ReasonsOf(TrackingNames.Functions).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached || reason == IncrementalStepRunReason.Unchanged);

        GeneratorRun sourceEdited = project.SetSource("Declared.cs", Declared.Replace("Dense(4)", "Dense(5)")).Run();
        sourceEdited.ReasonsOf(TrackingNames.Shapes).ShouldBe([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], ignoreOrder: true);
        sourceEdited.ReasonsOf(TrackingNames.Sources).Count(reason => reason == IncrementalStepRunReason.Cached).ShouldBe(1);
    }

    [Fact]
    public void AnotherMistakeOfAModelLeavesItsPlaceholderAlone()
    {
        GeneratorHarness project = Project();
        project.SetFile("Written.seqnet", Written.Replace("dense 4", "danse 4")).Run().ReasonsOf(TrackingNames.Placeholders).ShouldBe([IncrementalStepRunReason.New]);
        project.SetFile("Written.seqnet", Written.Replace("dense 4", "lstm 4")).Run().ReasonsOf(TrackingNames.Placeholders).ShouldBe([IncrementalStepRunReason.Unchanged]);
        GeneratorRun corrected = project.SetFile("Written.seqnet", Written).Run();
        corrected.ReasonsOf(TrackingNames.Placeholders).ShouldBe([IncrementalStepRunReason.Removed]);
        corrected.Sources["SeqGen.Models.Written.g.cs"].ShouldContain("Description");
    }

    [Fact]
    public void NewModelLeavesTheOthersAlone()
    {
        GeneratorRun after = Project().SetFile("Third.seqnet", "model Third\nfeatures size=2\ndense 1\n").Run();
        after.ReasonsOf(TrackingNames.Sources).ShouldBe([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], ignoreOrder: true);
    }

    [Fact]
    public void OneModelOfAFileChangesOnlyItself()
    {
        GeneratorHarness project = new GeneratorHarness().SetFile("Two.seqnet", Written + "\nmodel Second\nfeatures size=2\ndense 1\n");
        project.Run().Diagnostics.ShouldBeEmpty();
        GeneratorRun after = project.SetFile("Two.seqnet", Written + " relu\nmodel Second\nfeatures size=2\ndense 1\n").Run();
        after.ReasonsOf(TrackingNames.Spec).ShouldBe([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged], ignoreOrder: true);
        after.ReasonsOf(TrackingNames.Sources).Count(reason => reason == IncrementalStepRunReason.Cached).ShouldBe(1);
    }

    private static GeneratorHarness Project()
    {
        GeneratorHarness project = new GeneratorHarness().SetSource("Declared.cs", Declared).SetFile("Written.seqnet", Written);
        GeneratorRun first = project.Run();
        first.Diagnostics.ShouldBeEmpty();
        first.ReasonsOf(TrackingNames.Sources).ShouldBe([IncrementalStepRunReason.New, IncrementalStepRunReason.New]);
        return project;
    }

    private static void ShouldNotEmit(GeneratorRun run)
    {
        foreach (string step in Emission)
        {
            IncrementalStepRunReason[] reasons = [.. run.ReasonsOf(step)];
            reasons.Length.ShouldBe(2);
            reasons.ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached || reason == IncrementalStepRunReason.Unchanged, step);
        }

        run.ReasonsOf(TrackingNames.Sources).ShouldAllBe(reason => reason == IncrementalStepRunReason.Cached);
        run.Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .ShouldAllBe(output => output.Reason == IncrementalStepRunReason.Cached || output.Reason == IncrementalStepRunReason.Unchanged);
    }
}
