using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using SeqGen.AotTests.Tools;

namespace SeqGen.AotTests;

/// <summary>The templates as a user gets them: each is made under a name that is no namespace, builds without a warning, and does what it says.</summary>
[Collection(BuildCollection.Name)]
public sealed partial class TemplateTests(BuildWorkspace workspace)
{
    [Fact]
    public void ProjectsReferenceThePackagesOfTheSameVersion()
    {
        string file = Directory.GetFiles(workspace.Packages, "SeqGen.Templates.*.nupkg").Single();
        string version = Path.GetFileNameWithoutExtension(file)["SeqGen.Templates.".Length..];
        File.Exists(Path.Combine(workspace.Packages, $"SeqGen.{version}.nupkg")).ShouldBeTrue();

        using ZipArchive package = ZipFile.OpenRead(file);
        ZipArchiveEntry[] projects = [.. package.Entries.Where(entry => entry.Name.EndsWith(".csproj", StringComparison.Ordinal))];
        projects.Length.ShouldBe(4);
        foreach (ZipArchiveEntry project in projects)
        {
            using StreamReader reader = new(project.Open());
            reader.ReadToEnd().ShouldContain($"""<PackageReference Include="SeqGen" Version="{version}" />""");
        }
    }

    [Fact]
    public void TheConsoleTrainsAndThenPredicts()
    {
        string folder = New("seqgen", "My-Reviews.2");
        File.ReadAllText(Path.Combine(folder, "nuget.config")).ShouldContain(workspace.Packages);
        Build(folder);

        string program = Path.Combine("out", "My-Reviews.2.dll");
        Command.Run("dotnet", folder, [program, "a wonderful story"]).Error.ShouldContain("run the program without arguments first");
        Command.Dotnet(folder, program).Output.ShouldContain("accuracy 1.00");

        Build(folder);
        string[] lines = Command.Dotnet(folder, program, "a wonderful story", "a dull story").Lines;
        lines.Length.ShouldBe(2);
        Score(lines[0]).ShouldBeGreaterThan(0.8f);
        Score(lines[1]).ShouldBeLessThan(0.2f);

        static float Score(string line) => float.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void WithoutAFolderOfPackagesThereIsNoConfiguration()
    {
        string folder = New("seqgen", "Plain", packages: "");

        File.Exists(Path.Combine(folder, "nuget.config")).ShouldBeFalse();
        File.Exists(Path.Combine(folder, "SentimentModel.seqnet")).ShouldBeTrue();
    }

    [Fact]
    public void AProgramUsesTheLibrary()
    {
        New("seqgen-lib", "My-Models");
        string folder = New("seqgen", "Consumer");
        string project = Path.Combine(folder, "Consumer.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", """
              <ItemGroup>
                <ProjectReference Include="../My-Models/My-Models.csproj" />
              </ItemGroup>
            </Project>
            """, StringComparison.Ordinal));
        File.Delete(Path.Combine(folder, "SentimentModel.seqnet"));
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using My_Models;

            SentimentClassifier.Train(["a wonderful film", "a dull film"], [1, 0]).Save("saved");
            SentimentClassifier loaded = SentimentClassifier.Load("saved");
            Console.WriteLine(SentimentClassifier.IsIn("saved") && loaded.Predict("wonderful") > loaded.Predict("dull"));
            """);
        Build(folder);

        Command.Dotnet(folder, Path.Combine("out", "Consumer.dll")).Lines.ShouldBe(["True"]);
    }

    [Fact]
    public async Task TheServiceAnswersManyRequestsAtOnce()
    {
        string folder = New("seqgen-api", "My-Service");
        Build(folder);
        ProcessStartInfo start = new("dotnet", [Path.Combine("out", "My-Service.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using Process service = Process.Start(start)!;
        try
        {
            string? line;
            Match address = Match.Empty;
            while (!address.Success && (line = await service.StandardOutput.ReadLineAsync()) is not null)
            {
                address = Listening().Match(line);
            }

            using HttpClient client = new() { BaseAddress = new Uri(address.Groups[1].Value) };
            string[] texts = ["a wonderful story", "a dull story", "great acting", "terrible acting"];
            Answer[] expected = (await (await client.PostAsJsonAsync("sentiment", texts)).Content.ReadFromJsonAsync<Answer[]>())!;
            expected.Select(answer => answer.Text).ShouldBe(texts);
            expected.Select(answer => answer.Positive > 0.5f).ShouldBe([true, false, true, false]);

            Answer?[] answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i =>
                client.GetFromJsonAsync<Answer>("sentiment?text=" + Uri.EscapeDataString(texts[i % texts.Length]))));
            for (int i = 0; i < answers.Length; i++)
            {
                answers[i].ShouldBe(expected[i % texts.Length]);
            }
        }
        finally
        {
            service.Kill();
        }
    }

    [Fact]
    public void ThePageTrainsPredictsAndStreamsInABrowser()
    {
        string folder = New("seqgen-wasm", "My-Page");

        // Without the compressed copies, which take half of the time.
        Command.Dotnet(folder, ["publish", "-c", "Release", "-o", "out", "-p:CompressionEnabled=false", "-warnaserror", Restore]);
        string root = Path.Combine(folder, "out", "wwwroot");
        Directory.GetFiles(Path.Combine(root, "_framework"), "SeqGen.*.wasm").ShouldNotBeEmpty();

        string? browser = new[] { "chromium", "chromium-browser", "google-chrome" }.FirstOrDefault(BuildWorkspace.Finds);
        Assert.SkipWhen(browser is null, "There is no Chromium: the page was published, but not opened.");
        using FolderServer server = new(root);
        string page = Command.Run(
            browser, folder,
            ["--headless=new", "--no-sandbox", "--disable-gpu", $"--user-data-dir={Path.Combine(folder, "profile")}", "--virtual-time-budget=30000", "--dump-dom", server.Address]).Output;

        page.ShouldContain("accuracy 1.00, 128-bit vectors");
        float score = float.Parse(Regex.Match(page, """<output id="score">([0-9.]+)</output>""").Groups[1].Value, CultureInfo.InvariantCulture);
        score.ShouldBeGreaterThan(0.8f);
        MatchCollection words = Regex.Matches(page, """<li>(\w+) <meter value="([0-9.]+)">""");
        words.Select(word => word.Groups[1].Value).ShouldBe(["a", "wonderful", "story"]);
        float.Parse(words[^1].Groups[2].Value, CultureInfo.InvariantCulture).ShouldBe(score, "The last word's score is that of the whole text.");
    }

    private string Restore => $"-p:RestorePackagesPath={workspace.Restored}";

    private string New(string template, string name, string? packages = null)
    {
        string folder = Path.Combine(workspace.Folder, name);
        Command.Dotnet(workspace.Folder, "new", template, "-o", name, "--packages", packages ?? workspace.Packages, "--no-restore", "--debug:custom-hive", workspace.Templates);
        return folder;
    }

    private void Build(string folder) => Command.Dotnet(folder, "build", "-c", "Release", "-o", "out", "-warnaserror", "-p:NuGetAudit=false", Restore);

    [GeneratedRegex("Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();

    private sealed record Answer(string Text, float Positive);
}
