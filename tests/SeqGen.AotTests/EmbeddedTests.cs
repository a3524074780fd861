using System.Globalization;
using SeqGen.AotTests.Tools;

namespace SeqGen.AotTests;

/// <summary>Weights and a tokenizer that are part of a program, in a project that has the package alone.</summary>
[Collection(BuildCollection.Name)]
public sealed class EmbeddedTests(BuildWorkspace workspace)
{
    private const string Items = """
        <SeqGenWeights Include="Review.safetensors" />
        <SeqGenTokenizer Include="words.json" Model="Review" />
        """;

    private const string Program = """
        using System.Globalization;
        using SeqGen.AotTests.Embedded;

        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Review model = Review.Pretrained();
        int[] tokens = [3, 1, 4, 1, 5];
        Console.WriteLine(model.Predict(tokens));
        Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true) - before);
        Console.WriteLine(string.Join(' ', Review.PretrainedTokenizer().TextsToSequences(["w9 unknown w3"])[0]));
        model.SetWeight("dense/bias", [1f]);
        Console.WriteLine(model.Predict(tokens));
        Console.WriteLine(Review.Pretrained().Predict(tokens));
        """;

    [Fact]
    public void OneNativeFileHoldsWeightsAndTokenizer()
    {
        Assert.SkipUnless(BuildWorkspace.HasNativeLinker, "No native linker: neither clang nor gcc is on the path.");
        UserProject project = Project("Single", "<PublishAot>true</PublishAot>");

        string published = project.Publish();
        string alone = Path.Combine(workspace.Folder, "alone");
        Directory.CreateDirectory(alone);
        string program = Path.Combine(alone, OperatingSystem.IsWindows() ? "Single.exe" : "Single");
        File.Copy(Path.Combine(published, Path.GetFileName(program)), program);

        CommandResult result = Command.Run(program, alone, []);
        result.Error.ShouldBe("");
        Check(result.Lines);
    }

    [Fact]
    public void AChangedFileIsEmbeddedAnewAndABadOneStopsTheBuild()
    {
        UserProject project = Project("Edited", "");
        string weights = project.PathOf("Review.safetensors");
        byte[] good = File.ReadAllBytes(weights);

        project.Build().ExitCode.ShouldBe(0);
        Check(project.Run());
        Stamp(project).ShouldBe(Stamp(project, builds: true), "a build without a change embeds nothing anew");

        // An older file than the one before it counts as well.
        EmbeddedModels.Review(seed: 8).Save(weights);
        File.SetLastWriteTimeUtc(weights, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        project.Build().ExitCode.ShouldBe(0);
        Value(project.Run()[0]).ShouldBe(EmbeddedModels.Review(seed: 8).Predict([3, 1, 4, 1, 5]), 1e-6f);

        File.Delete(weights);
        Fails(project, "Embedded.seqnet(2,7): error SEQ043", "'Review.safetensors' does not exist");
        File.WriteAllBytes(weights, good[..^40]);
        Fails(project, "Embedded.seqnet(2,7): error SEQ043", "it was cut off");
        File.WriteAllBytes(weights, [.. good[..^4], 0, 0, 0xc0, 0x7f]);
        Fails(project, "Embedded.seqnet(2,7): error SEQ043", "weight 'dense/bias' is NaN at [0]");
        File.WriteAllText(project.PathOf("words.json"), "{");
        File.WriteAllBytes(weights, good);
        Fails(project, "Embedded.seqnet(2,7): error SEQ043", "not the JSON text of a tokenizer");

        EmbeddedModels.Tokenizer().Save(project.PathOf("words.json"));
        string declaration = File.ReadAllText(project.PathOf("Embedded.seqnet"));
        project.Write("Embedded.seqnet", declaration.Replace("lstm 20", "lstm 21", StringComparison.Ordinal));
        Fails(project, "Embedded.seqnet(6,1): error SEQ041", "'lstm/bias' with the shape (80), but the declaration needs (84)");

        project.Write("Embedded.seqnet", declaration);
        project.Build().ExitCode.ShouldBe(0);
        Check(project.Run());
    }

    private static void Check(string[] lines)
    {
        Embedded.Review model = EmbeddedModels.Review();
        int[] tokens = [3, 1, 4, 1, 5];
        lines.Length.ShouldBe(5);
        Value(lines[0]).ShouldBe(model.Predict(tokens), 1e-6f);

        // The weights have 800 KB.
        long.Parse(lines[1], CultureInfo.InvariantCulture).ShouldBeLessThan(600_000, "weights that lie as in memory are not copied");
        lines[2].ShouldBe("9 3");
        model.SetWeight("dense/bias", [1f]);
        Value(lines[3]).ShouldBe(model.Predict(tokens), 1e-6f);
        lines[4].ShouldBe(lines[0]);
    }

    private static float Value(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static void Fails(UserProject project, params string[] parts)
    {
        CommandResult result = project.Build();
        result.ExitCode.ShouldNotBe(0);
        foreach (string part in parts)
        {
            result.Output.ShouldContain(part);
        }
    }

    private static DateTime Stamp(UserProject project, bool builds = false)
    {
        if (builds)
        {
            project.Build().ExitCode.ShouldBe(0);
        }

        return File.GetLastWriteTimeUtc(Directory.GetFiles(project.Folder, "Review.weights", SearchOption.AllDirectories).Single());
    }

    private UserProject Project(string name, string properties)
    {
        UserProject project = new(workspace, name, "<OutputType>Exe</OutputType>" + properties, Items);
        EmbeddedModels.Save(project.Folder);
        project.Write("Program.cs", Program);
        return project;
    }
}
