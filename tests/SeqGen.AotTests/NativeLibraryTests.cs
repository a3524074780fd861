using System.Globalization;
using System.Runtime.InteropServices;
using SeqGen.AotTests.Tools;

namespace SeqGen.AotTests;

/// <summary>A library of C functions, made from the package, and used from C and from Python.</summary>
[Collection(BuildCollection.Name)]
public sealed class NativeLibraryTests(BuildWorkspace workspace, ITestOutputHelper log)
{
    private const float Near = 1e-6f;

    private static readonly int[] Tokens = [3, 1, 4, 1, 5];
    private static readonly float[] Levels = [0.5f, -0.25f, 0.125f, 1, 0, 0, -1, 0.75f, 0.5f, 0.25f];

    [Fact]
    public void EveryFunctionWorksFromC()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The client is for systems with POSIX threads.");
        Assert.SkipUnless(BuildWorkspace.HasNativeLinker, "No C compiler: neither clang nor gcc is on the path.");
        (string library, string folder) = Publish();
        string client = Path.Combine(workspace.Folder, "client");
        CommandResult compiled = Command.Run(
            BuildWorkspace.Finds("gcc") ? "gcc" : "clang",
            workspace.Folder,
            ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O2", $"-I{Path.GetDirectoryName(library)}", EmbeddedModels.Source("client.c"), library, "-pthread", "-o", client]);
        compiled.Error.ShouldBe("");

        CommandResult result = Command.Run(client, workspace.Folder, [folder]);
        result.Error.ShouldBe("");
        result.ExitCode.ShouldBe(0);
        ILookup<string, string> found = result.Lines.ToLookup(line => line.Split(' ')[0], line => line[(line.IndexOf(' ') + 1)..]);
        CheckValues(found);
        CheckErrors(found);
        found["thread"].ShouldBe(["ok", "ok", "ok", "ok"]);
        if (BuildWorkspace.Finds("ldd"))
        {
            string[] needed = [.. Command.Run("ldd", workspace.Folder, [library]).Lines.Select(line => Path.GetFileName(line.Split(' ')[0]).Split('.')[0])];
            needed.ShouldBeSubsetOf(["libc", "libm", "linux-vdso", "ld-linux-x86-64", "ld-linux-aarch64"]);
        }

        string[] cost = found["cost"].Single().Split(' ');
        log.WriteLine($"{new FileInfo(library).Length:N0} bytes; an empty call takes {cost[0]} ns, a step of LSTM(8), Dense 1 {cost[1]} ns.");
    }

    [Fact]
    public void PythonNeedsNothingButCtypes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !BuildWorkspace.Finds("python3"), "python3 is not on the path.");
        Assert.SkipUnless(BuildWorkspace.HasNativeLinker, "No native linker: neither clang nor gcc is on the path.");
        (string library, _) = Publish();
        CommandResult result = Command.Run("python3", workspace.Folder, [EmbeddedModels.Source("client.py"), library]);

        result.Error.ShouldBe("");
        ILookup<string, string> found = result.Lines.ToLookup(line => line.Split(' ')[0], line => line[(line.IndexOf(' ') + 1)..]);
        Embedded.Review model = EmbeddedModels.Review();
        Values(found["pretrained"])[0].ShouldBe(model.Predict([9, 3, 1]), Near);
        found["error"].Single().ShouldContain("-1");
        SequenceStream stream = model.CreateStream();
        stream.StepScalar(9);
        stream.StepScalar(3);
        Values(found["stream"])[0].ShouldBe(stream.StepScalar(1), Near);
    }

    [Fact]
    public void WhatCannotBeALibraryIsRefused()
    {
        UserProject program = new(workspace, "Refused", "<SeqGenNativeLibrary>true</SeqGenNativeLibrary><OutputType>Exe</OutputType><SeqGenCpu>all</SeqGenCpu>", "");
        program.Write("Small.seqnet", "model Small\nfeatures size=2\ndense 1\n");
        program.Write("Program.cs", "return;");
        CommandResult result = Command.Run("dotnet", program.Folder, ["publish", "-c", "Release", "-p:NuGetAudit=false"]);

        result.ExitCode.ShouldNotBe(0);
        result.Output.ShouldContain("error SEQGENLIB01: SeqGenNativeLibrary needs PublishAot=true");
    }

    private static void CheckValues(ILookup<string, string> found)
    {
        found["before"].ShouldBe(["."]);
        Embedded.Review review = EmbeddedModels.Review();
        Values(found["pretrained"])[0].ShouldBe(review.Predict(Tokens), Near);
        found["loaded"].ShouldBe(found["pretrained"]);
        found["encoded"].ShouldBe(["2 9 3"]);
        SequenceStream stream = review.CreateStream();
        float[] steps = [.. Tokens.Select(token => stream.StepScalar(token))];
        ShouldBe(found["stream"], steps);
        ShouldBe(found["again"], [steps[1]]);

        float[] levels = new float[10];
        EmbeddedModels.Level().Predict(Levels, levels);
        ShouldBe(found["level"], levels);
        ShouldBe(found["steps"], levels);

        float[] pairs = new float[12];
        EmbeddedModels.Pair().Predict(Tokens, new float[] { 1, 1, 0, 1, 1 }, Levels.AsSpan(0, 8), [], pairs);
        ShouldBe(found["pair"], pairs);
        ShouldBe(found["pairs"], pairs);

        Predictor carried = EmbeddedModels.Carried().CreatePredictor();
        float[] output = new float[4];
        Levels.AsSpan(0, 4).CopyTo(carried.InitialState("lstm/h"));
        carried.Predict(Levels.AsSpan(0, 6), output);
        ShouldBe(found["carried"], output);
        ShouldBe(found["state"], [.. carried.FinalState("lstm/c")]);
        carried.ResetStates();
        carried.Predict(Levels.AsSpan(0, 6), output);
        ShouldBe(found["reset"], output);

        Predictor gates = EmbeddedModels.Gates().CreatePredictor();
        gates.SetInput(EmbeddedModels.Gates().Description.Inputs[0].Name, Levels);
        gates.Run();
        float[] gains = new float[15];
        float[] activity = new float[5];
        gates.CopyOutput("gains", gains);
        gates.CopyOutput("activity", activity);
        foreach ((string name, float[] expected) in new[] { ("gains", gains), ("gainsagain", gains), ("gainsteps", gains), ("activity", activity), ("activitysteps", activity) })
        {
            ShouldBe(found[name], expected);
        }
    }

    private static void CheckErrors(ILookup<string, string> found)
    {
        (string Name, string Starts, string Contains)[] errors =
        [
            ("unbegun", "2 ", "begins with Begin"),
            ("badstate", "1 ", "lstm/x"),
            ("nooutput", "1 ", "silence"),
            ("shortoutput", "1 ", "5"),
            ("nostepoutput", "1 ", "silence"),
            ("nofile", "3 ", "none.safetensors"),
            ("wrongfile", "3 ", "does not fit model Review"),
            ("noweights", "1 ", "no weights in it"),
            ("token", "1 ", "5000"),
            ("nulltokens", "1 ", "null"),
            ("negative", "1 ", "-1"),
            ("output", "1 ", "1 output value"),
            ("nullmodel", "1 ", "not that of a model of Review"),
            ("garbage", "1 ", "not that of a model of Review"),
            ("othermodel", "1 ", "not that of a model of Review"),
            ("nullplace", "1 ", "null"),
            ("freed", "1 ", "not that of a stream of Review"),
            ("twice", "1 ", "destroyed"),
        ];
        foreach ((string name, string starts, string contains) in errors)
        {
            string line = found[name].Single();
            line.ShouldStartWith(starts, Case.Sensitive, name);
            line.ShouldContain(contains, Case.Sensitive, name);
        }

        found["nomodel"].ShouldBe(["1"]);
        found["null"].ShouldBe(["0"]);
    }

    private static float[] Values(IEnumerable<string> lines) => [.. lines.Single().Split(' ').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];

    private static void ShouldBe(IEnumerable<string> lines, float[] expected) => Values(lines).ShouldBe(expected, Near);

    /// <summary>The library, and the folder with weights; made once.</summary>
    private (string Library, string Folder) Publish()
    {
        string name = RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "Library.dylib" : "Library.so";
        string library = Path.Combine(workspace.Folder, "library", "published", name);
        if (!File.Exists(library))
        {
            UserProject project = new(
                workspace,
                "Library",
                "<PublishAot>true</PublishAot><SeqGenNativeLibrary>true</SeqGenNativeLibrary>",
                """<SeqGenWeights Include="Review.safetensors" /><SeqGenTokenizer Include="words.json" Model="Review" />""");
            EmbeddedModels.Save(project.Folder);
            project.Publish();
        }

        return (library, Path.Combine(workspace.Folder, "library"));
    }
}
