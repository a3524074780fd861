namespace SeqGen.AotTests.Tools;

/// <summary>A project of somebody who has the packages and nothing else of this repository.</summary>
internal sealed class UserProject
{
    private readonly string _name;

    /// <param name="workspace">Has the packages, and the folder of restored ones, which all projects share.</param>
    /// <param name="name">The name of project and folder.</param>
    /// <param name="properties">Properties of the project file.</param>
    /// <param name="items">Items of the project file.</param>
    public UserProject(BuildWorkspace workspace, string name, string properties, string items)
    {
        _name = name;
        Folder = Path.Combine(workspace.Folder, name.ToLowerInvariant());
        Directory.CreateDirectory(Folder);
        Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="seqgen" value="{workspace.Packages}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{workspace.Restored}" /></config>
            </configuration>
            """);
        Write($"{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="SeqGen" Version="0.*" />
                {items}
              </ItemGroup>
            </Project>
            """);
    }

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>Builds; gives what the build has printed, mistakes included.</summary>
    public CommandResult Build() => Command.Run("dotnet", Folder, ["build", "-c", "Release", "-o", "out", "-p:NuGetAudit=false"]);

    /// <summary>Runs what <see cref="Build"/> has built.</summary>
    public string[] Run(params string[] arguments) => Command.Dotnet(Folder, [Path.Combine("out", _name + ".dll"), .. arguments]).Lines;

    /// <summary>Publishes for this machine; gives the folder.</summary>
    public string Publish()
    {
        Command.Dotnet(Folder, "publish", "-c", "Release", "-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "-o", "published", "-p:NuGetAudit=false");
        return PathOf("published");
    }
}
