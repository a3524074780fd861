using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using SeqGen.AotTests.Tools;

namespace SeqGen.AotTests;

/// <summary>The packages as a user gets them, and the sources: in a project that knows nothing of this repository.</summary>
[Collection(BuildCollection.Name)]
public sealed class PackageTests(BuildWorkspace workspace)
{
    [Fact]
    public void OnePackageHasRuntimeGeneratorAndBuildFiles()
    {
        using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(workspace.Packages, "SeqGen.0*.nupkg").Single());
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];

        files.ShouldContain("lib/net10.0/SeqGen.dll");
        files.ShouldContain("lib/net10.0/SeqGen.xml");
        files.ShouldContain("analyzers/dotnet/cs/SeqGen.Generator.dll");
        files.ShouldContain("analyzers/dotnet/cs/SeqGen.CodeFixes.dll");
        foreach (string file in new[] { "SeqGen.Build.dll", "SeqGen.Build.runtimeconfig.json", "SeqGen.dll", "System.Numerics.Tensors.dll" })
        {
            files.ShouldContain($"tools/{file}");
        }

        foreach (string folder in new[] { "build/net10.0", "buildTransitive/net10.0" })
        {
            files.ShouldContain($"{folder}/SeqGen.props");
            files.ShouldContain($"{folder}/SeqGen.targets");
        }

        using StreamReader manifest = new(package.GetEntry("SeqGen.nuspec")!.Open());
        string text = manifest.ReadToEnd();
        text.ShouldContain("System.Numerics.Tensors");
        text.ShouldNotContain("SeqGen.Generator");
    }

    [Theory]
    [InlineData("SeqGen")]
    [InlineData("SeqGen.Reporting")]
    public void APackageSaysWhatItIsAndWhereItsSourcesAre(string id)
    {
        string file = Directory.GetFiles(workspace.Packages, $"{id}.0*.nupkg").Single();
        using ZipArchive package = ZipFile.OpenRead(file);
        XElement metadata = XDocument.Load(new MemoryStream(Bytes(package, $"{id}.nuspec"))).Root!.Elements().First();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

        Value("license").ShouldBe("MIT");
        Value("description").Length.ShouldBeGreaterThan(30);
        Value("tags").ShouldContain("lstm");
        Encoding.UTF8.GetString(Bytes(package, Value("readme"))).ShouldStartWith($"# {id}\n");
        Bytes(package, Value("icon")).AsSpan(1, 3).SequenceEqual("PNG"u8).ShouldBeTrue();
        XElement repository = metadata.Elements().Single(element => element.Name.LocalName == "repository");
        repository.Attribute("url")!.Value.ShouldStartWith("https://");
        Value("version").ShouldMatch("^0\\.1\\.[0-9]+$");

        string symbolFile = Path.ChangeExtension(file, ".snupkg");
        using ZipArchive symbols = ZipFile.OpenRead(symbolFile);
        byte[] pdb = Bytes(symbols, $"lib/net10.0/{id}.pdb");
        if (Path.Exists(Path.Combine(BuildWorkspace.Repository, ".git")))
        {
            repository.Attribute("commit")!.Value.Length.ShouldBe(40);
            Value("version").ShouldNotBe("0.1.0");
            Encoding.UTF8.GetString(pdb).ShouldContain("https://raw.githubusercontent.com/");
        }

        byte[][] binaries = [pdb, .. package.Entries.Where(entry => entry.Name.StartsWith("SeqGen", StringComparison.Ordinal) && entry.Name.EndsWith(".dll", StringComparison.Ordinal))
            .Select(entry => Bytes(package, entry.FullName))];
        foreach (string path in new[] { BuildWorkspace.Repository, workspace.Folder })
        {
            byte[] searched = Encoding.UTF8.GetBytes(path);
            Array.FindIndex(binaries, binary => binary.AsSpan().IndexOf(searched) >= 0).ShouldBe(-1, $"A file of the package has the path {path}.");
        }
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("netstandard2.0")]
    public void AnOlderFrameworkIsRefusedByNuGet(string framework)
    {
        string folder = Path.Combine(workspace.Folder, "older-" + framework);
        Directory.CreateDirectory(folder);
        WriteNuGetConfig(folder);
        Write(folder, "Older.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>{framework}</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SeqGen" Version="0.*" />
              </ItemGroup>
            </Project>
            """);

        Should.Throw<InvalidOperationException>(() => Command.Dotnet(folder, "restore")).Message.ShouldContain("NU1202");
    }

    [Fact]
    public void AProjectMayListItsDeclarationsItself()
    {
        string folder = Path.Combine(workspace.Folder, "listed");
        Directory.CreateDirectory(folder);
        WriteNuGetConfig(folder);
        Write(folder, "Listed.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <EnableDefaultSeqGenItems>false</EnableDefaultSeqGenItems>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SeqGen" Version="0.*" />
                <AdditionalFiles Include="One.seqnet" />
              </ItemGroup>
            </Project>
            """);
        Write(folder, "One.seqnet", "model One\nfeatures size=3\ndense 1\n");
        Write(folder, "Two.seqnet", "model Two\nfeatures size=3\ndense 1\n");

        Command.Dotnet(folder, "restore");
        string items = Command.Dotnet(folder, "msbuild", "-getItem:AdditionalFiles").Output;
        items.ShouldContain("One.seqnet");
        items.ShouldNotContain("Two.seqnet");

        // Analyzers would read emitted code, and there is no other.
        Command.Dotnet(folder, "msbuild", "-t:_ComputeSkipAnalyzers", "-getProperty:_SkipAnalyzers").Output.Trim().ShouldBe("true");
        Write(folder, "Own.cs", "namespace Listed;");
        Command.Dotnet(folder, "msbuild", "-t:_ComputeSkipAnalyzers", "-getProperty:_SkipAnalyzers").Output.Trim().ShouldBeEmpty();
    }

    [Fact]
    public void ANewProjectBuildsModelsOfBothLanguagesAndRunsThem()
    {
        string folder = Path.Combine(workspace.Folder, "user");
        Directory.CreateDirectory(Path.Combine(folder, "Networks"));
        WriteNuGetConfig(folder);
        Write(folder, "User.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SeqGen" Version="0.*" />
                <PackageReference Include="SeqGen.Reporting" Version="0.*" />
              </ItemGroup>
            </Project>
            """);
        Write(folder, "Networks/FromText.seqnet", """
            model FromText
            tokens length=8 vocabulary=20
            embedding 4
            lstm 5
            dense 1 sigmoid
            loss binary_crossentropy
            """);
        Write(folder, "Program.cs", """
            using SeqGen;
            using SeqGen.Reporting;
            using User;

            int[] tokens = [1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 1];
            FitOptions options = new() { Epochs = 2, Callbacks = [new TrainingProgress()] };
            FromAttributes first = new(seed: 3);
            FromText second = new(seed: 3);
            History history = first.Fit(Dataset.FromTokens(tokens, 8, [0, 1]), options);
            second.Fit(Dataset.FromTokens(tokens, 8, [0, 1]), new FitOptions { Epochs = 2 });
            new TrainingReport(first.Description, history).Save("report.html");
            Console.WriteLine($"same: {first.Predict(tokens.AsSpan(0, 8)) == second.Predict(tokens.AsSpan(0, 8))}");

            [SequenceModel]
            [Tokens(Length = 8, Vocabulary = 20)]
            [Embedding(4)]
            [Lstm(5)]
            [Dense(1, Activation.Sigmoid)]
            [Loss(LossFunction.BinaryCrossentropy)]
            public partial class FromAttributes;
            """);

        Command.Dotnet(folder, "build", "-c", "Release", "-o", "out");
        string[] lines = Command.Dotnet(folder, Path.Combine("out", "User.dll")).Lines;

        lines.Length.ShouldBe(3);
        lines[0].ShouldStartWith("Epoch 1/2");
        lines[2].ShouldBe("same: True");
        File.ReadAllText(Path.Combine(folder, "report.html")).ShouldContain("FromAttributes");
    }

    /// <summary>
    /// Kernels of a Debug build run from an optimised copy, or, where the project says so, in place, and <c>Fit</c> says once that they are slow then. Both give
    /// the same numbers.
    /// </summary>
    [Fact]
    public void ADebugBuildOptimizesKernelsUnlessItsProjectSaysNo()
    {
        string folder = Path.Combine(workspace.Folder, "debug");
        Directory.CreateDirectory(folder);
        WriteNuGetConfig(folder);
        Write(folder, "Small.seqnet", "model Small\nfeatures size=3 length=4\nlstm 5\ndense 1\nloss mse\n");
        Write(folder, "Program.cs", """
            using System.Runtime.Loader;
            using SeqGen;

            float[] values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3];
            Debugged.Small model = new(seed: 3);
            for (int fit = 0; fit < 2; fit++)
            {
                model.Fit(Dataset.FromFeatures(values, 12, [0.5f]), new FitOptions { Epochs = 3 });
            }

            Console.WriteLine(BitConverter.SingleToInt32Bits(model.Predict(values)));
            Console.WriteLine(AssemblyLoadContext.All.Any(context => context.Name == "Kernels of Debugged"));
            """);

        CommandResult optimized = Build("");
        CommandResult inPlace = Build("<SeqGenOptimizeKernels>false</SeqGenOptimizeKernels>");

        optimized.Error.ShouldBeEmpty();
        optimized.Lines[1].ShouldBe("True");
        inPlace.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Single().ShouldContain("SeqGenOptimizeKernels=false");
        inPlace.Lines[1].ShouldBe("False");
        inPlace.Lines[0].ShouldBe(optimized.Lines[0]);

        CommandResult Build(string property)
        {
            Write(folder, "Debugged.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    {property}
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="SeqGen" Version="0.*" />
                  </ItemGroup>
                </Project>
                """);
            Command.Dotnet(folder, "build", "-o", "out");
            return Command.Dotnet(folder, Path.Combine("out", "Debugged.dll"));
        }
    }

    [Fact]
    public void AProjectElsewhereUsesTheSourcesByOneImport()
    {
        string folder = Path.Combine(workspace.Folder, "elsewhere");
        Directory.CreateDirectory(folder);
        string import = Path.Combine(BuildWorkspace.Repository, "src", "SeqGen", "build", "SeqGen.Source.props");
        Write(folder, "Elsewhere.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <Import Project="{import}" />
              <ItemGroup>
                <SeqGenWeights Include="Level.safetensors" />
              </ItemGroup>
            </Project>
            """);
        EmbeddedModels.Save(folder);
        Write(folder, "Program.cs", """
            float[] output = new float[10];
            SeqGen.AotTests.Embedded.Level.Pretrained().Predict(new float[10], output);
            Console.WriteLine(output[9].ToString("R", System.Globalization.CultureInfo.InvariantCulture));
            """);

        Command.Dotnet(folder, "build", "-c", "Release", "-o", "out", "--artifacts-path", Path.Combine(workspace.Folder, "artifacts"));

        float[] output = new float[10];
        EmbeddedModels.Level().Predict(new float[10], output);
        string line = Command.Dotnet(folder, Path.Combine("out", "Elsewhere.dll")).Lines.Single();
        float.Parse(line, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(output[9], 1e-6f);
        Command.Dotnet(folder, "msbuild", "-getProperty:SeqGenCpu").Lines.ShouldBe(["v3"]);
    }

    /// <summary>
    /// A program that uses short names of emitted code for its own top-level locals and types, in a folder whose name is no namespace,
    /// with another project below it, and with copies of its declarations in folders of output.
    /// </summary>
    [Fact]
    public void ATreeOfProjectsTakesItsOwnDeclarationsOnce()
    {
        string folder = Path.Combine(workspace.Folder, "tree");
        string nested = Path.Combine(folder, "tools", "nested");
        Directory.CreateDirectory(nested);
        string import = Path.Combine(BuildWorkspace.Repository, "src", "SeqGen", "build", "SeqGen.Source.props");
        string project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <AnalysisMode>All</AnalysisMode>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
              </PropertyGroup>
              <Import Project="{import}" />
              <ItemGroup>
                <Compile Remove="tools/**" />
                <None Update="**/*.seqnet" CopyToOutputDirectory="PreserveNewest" />
                <AdditionalFiles Include="Models/Small.seqnet" />
              </ItemGroup>
            </Project>
            """;
        Directory.CreateDirectory(Path.Combine(folder, "Models"));
        Write(folder, "2048 my-app.csproj", project);
        Write(folder, Path.Combine("Models", "Small.seqnet"), "model Small internal\nfeatures size=3\ndense 1\n");
        Write(folder, "Program.cs", """
            float Vec = V(1);
            object Unsafe = Vec, System = Unsafe, SeqGen = System, Math = SeqGen;
            Console.WriteLine($"{V(2)} {new _2048_my_app.Small(seed: 1).Predict([0f, 0f, 0f])} {new InNoNamespace(1).Predict([1, 2, 3])} {Math}");

            static float V(float x) => x + 1;

            [global::SeqGen.SequenceModel, global::SeqGen.Tokens(Length = 3, Vocabulary = 5), global::SeqGen.Embedding(3), global::SeqGen.Lstm(3), global::SeqGen.Dense(1, KernelInitializer = "zeros")]
            internal sealed partial class InNoNamespace;

            internal sealed class Packing;
            """);
        Write(nested, "Nested.csproj", project);
        Write(nested, "Small.seqnet", "model Small\nnamespace _2048_my_app\nfeatures size=4\ndense 1\n");
        Write(nested, "Program.cs", "System.Console.WriteLine(new _2048_my_app.Small(seed: 1).Predict([0f, 0f, 0f, 0f]));");

        string[] build = ["build", "-c", "Release", "-p:NuGetAudit=false"];
        string artifacts = Path.Combine(workspace.Folder, "artifacts-tree");
        foreach (string output in new[] { "out", "out", "artifacts/other" })
        {
            CommandResult result = Command.Dotnet(folder, [.. build, "2048 my-app.csproj", "-o", output, "--artifacts-path", artifacts]);
            result.Output.ShouldNotContain(".g.cs");
            File.Exists(Path.Combine(folder, output, "Models", "Small.seqnet")).ShouldBeTrue();
        }

        // What lies in the folders of output is older now than the declaration.
        Write(folder, Path.Combine("Models", "Small.seqnet"), "model Small internal\nfeatures size=3\ndense 2\ndense 1\n");
        Command.Dotnet(folder, [.. build, "2048 my-app.csproj", "-o", "out", "--artifacts-path", artifacts]);
        Command.Dotnet(folder, Path.Combine("out", "2048 my-app.dll")).Lines.ShouldBe(["3 0 0 2"]);
    }

    private void WriteNuGetConfig(string folder) => Write(folder, "nuget.config", $"""
        <configuration>
          <packageSources><add key="seqgen" value="{workspace.Packages}" /></packageSources>
          <config><add key="globalPackagesFolder" value="packages" /></config>
        </configuration>
        """);

    private static byte[] Bytes(ZipArchive package, string name)
    {
        using Stream content = package.GetEntry(name)!.Open();
        using MemoryStream bytes = new();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void Write(string folder, string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
