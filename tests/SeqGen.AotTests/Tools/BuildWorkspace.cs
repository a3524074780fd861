using System.Reflection;
using System.Runtime.InteropServices;
using SeqGen.Samples;
using SeqGen.Samples.Sentiment;
using SeqGen.Text;

namespace SeqGen.AotTests.Tools;

/// <summary>
/// A temporary folder in which the repository is built a second time, so that nothing disturbs the build that the
/// tests are part of. The executable and the packages are made when they are first asked for.
/// </summary>
public sealed class BuildWorkspace : IDisposable
{
    /// <summary>The build that the tests are part of has run the analyzers.</summary>
    private const string WithoutAnalyzers = "-p:RunAnalyzers=false";

    private readonly Lazy<string> _sentimentCli;
    private readonly Lazy<string> _levels;
    private readonly Lazy<string> _packages;
    private readonly Lazy<string> _templates;

    public BuildWorkspace()
    {
        Directory.CreateDirectory(Folder);
        _sentimentCli = new(() => PublishSentimentCli("publish"));
        _levels = new(() => PublishSentimentCli("levels", "-p:SeqGenCpu=all"));
        _packages = new(Pack);
        _templates = new(InstallTemplates);
    }

    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = typeof(BuildWorkspace).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>True where a C compiler can link an executable. Windows' own is found by the SDK.</summary>
    public static bool HasNativeLinker { get; } = OperatingSystem.IsWindows() || Finds("clang") || Finds("gcc");

    /// <summary>The project of the executable.</summary>
    public static string SentimentCliProject { get; } = Path.Combine(Repository, "samples", "SentimentCli", "SentimentCli.csproj");

    /// <summary>The temporary folder.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "seqgen-" + Guid.NewGuid().ToString("N"));

    /// <summary>The published executable.</summary>
    public string SentimentCli => _sentimentCli.Value;

    /// <summary>The selector of the executables of all levels, which lie beside it.</summary>
    public string SentimentCliOfAllLevels => _levels.Value;

    /// <summary>The folder with the packages.</summary>
    public string Packages => _packages.Value;

    /// <summary>The folder in which projects of users restore: never that of the machine, which may have an older package of the same version.</summary>
    public string Restored => Path.Combine(Folder, "restored");

    /// <summary>The folder where dotnet new has our templates.</summary>
    public string Templates => _templates.Value;

    /// <summary>Saves a model of the samples with random weights and a tokenizer of some texts; gives its folder.</summary>
    public string SaveModel(string name, string[] texts)
    {
        string folder = Path.Combine(Folder, "models", name);
        SequenceModel model = ModelCatalog.All.Single(choice => choice.Name == name).Create(7);
        TokenEncoder encoder = TokenEncoder.Fit(model.Description.Inputs[0], new Tokenizer(numWords: 128), texts);
        new TextClassifier(model, encoder).Save(folder);
        return folder;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>True where a program is on the path.</summary>
    public static bool Finds(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private string PublishSentimentCli(string folder, params string[] properties)
    {
        string output = Path.Combine(Folder, folder);
        Command.Dotnet(
            Repository,
            ["publish", SentimentCliProject, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
             "-o", output, "--artifacts-path", Path.Combine(Folder, "artifacts"), WithoutAnalyzers, .. properties]);
        return Path.Combine(output, OperatingSystem.IsWindows() ? "SentimentCli.exe" : "SentimentCli");
    }

    private string Pack()
    {
        string output = Path.Combine(Folder, "feed");
        foreach (string project in new[] { "SeqGen", "SeqGen.Reporting", "SeqGen.Templates" })
        {
            Command.Dotnet(
                Repository, "pack", Path.Combine(Repository, "src", project), "-c", "Release",
                "-o", output, "--artifacts-path", Path.Combine(Folder, "artifacts"), WithoutAnalyzers);
        }

        return output;
    }

    private string InstallTemplates()
    {
        string hive = Path.Combine(Folder, "hive");
        string package = Directory.GetFiles(Packages, "SeqGen.Templates.*.nupkg").Single();
        Command.Dotnet(Folder, "new", "install", package, "--debug:custom-hive", hive);
        return hive;
    }
}

/// <summary>The tests that share one <see cref="BuildWorkspace"/>, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BuildCollection : ICollectionFixture<BuildWorkspace>
{
    public const string Name = "builds";
}
