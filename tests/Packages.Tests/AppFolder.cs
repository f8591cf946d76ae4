using System.Reflection;
using System.Xml.Linq;
using MlNetDeep.Tests.Shared;
using Xunit;

namespace MlNetDeep.Packages.Tests;

/// <summary>
/// The three packages in a folder feed and, outside of the repository, apps that take them from there. Everything else
/// comes from NuGet's folder of this machine, where the build of this repository has put it; ours do not get in there.
/// </summary>
public sealed class AppFolder : IAsyncLifetime
{
    private const string Version = "0.1.0-test";

    private static readonly string _packageRoot = BuildProperty("NuGetPackageRoot");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetdeep-packages-");

    /// <summary>The folder feed.</summary>
    public string Feed => Path.Combine(_folder.FullName, "feed");

    public static string TorchSharpVersion { get; } = BuildProperty("TorchSharpVersion");

    /// <summary>The library as TorchSharp's package brings it.</summary>
    public static string OriginalLibrary { get; } =
        Path.Combine(_packageRoot, "torchsharp", TorchSharpVersion, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    public string Package(string id, string extension = "nupkg") => Path.Combine(Feed, $"{id}.{Version}.{extension}");

    public string PathOf(params ReadOnlySpan<string> path) => Path.Combine([_folder.FullName, .. path]);

    public async ValueTask InitializeAsync()
    {
        string configuration = typeof(AppFolder).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        foreach (string project in (string[])["ModelZoo", "Transforms", "Estimators"])
            await Dotnet("pack", Checkout.File("src", project), "--no-build", "-c", configuration, "-o", Feed, $"-p:Version={Version}");

        string apps = Checkout.File("tests", "Packages.Tests", "Apps");
        foreach (string file in Directory.EnumerateFiles(apps, "*", SearchOption.AllDirectories))
        {
            string copy = PathOf(Path.GetRelativePath(apps, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        new XElement("configuration",
            new XElement("config", Entry("globalPackagesFolder", PathOf("packages"))),
            new XElement("packageSources", Entry("feed", Feed)),
            new XElement("fallbackPackageFolders", Entry("machine", _packageRoot))).Save(PathOf("nuget.config"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A command of the SDK; what it warns of or fails with fails the test.</summary>
    public async Task<string> Dotnet(string command, params string[] arguments) => await Run("dotnet",
        [command, .. arguments, "--nologo", "-v", "quiet", "-clp:NoSummary", "--disable-build-servers", $"-p:MlNetDeepVersion={Version}",
            $"-p:TorchSharpVersion={TorchSharpVersion}", $"-p:XunitVersion={PinnedVersion("xunit.v3")}",
            $"-p:MlNetVersion={PinnedVersion("Microsoft.ML")}", $"-p:OnnxRuntimeVersion={PinnedVersion("Microsoft.ML.OnnxRuntime")}"]);

    /// <summary>A program that has to end with 0.</summary>
    public async Task<string> Run(string program, params string[] arguments)
    {
        (int exitCode, string output, string error) = await ChildProcess.RunAsync(program, _folder.FullName, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}.\n{output}{error}");
        return output;
    }

    private static string BuildProperty(string name) => typeof(AppFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == name).Value!;

    private static string PinnedVersion(string id) => XDocument.Load(Checkout.File("Directory.Packages.props"))
        .Descendants("PackageVersion").Single(package => (string?)package.Attribute("Include") == id).Attribute("Version")!.Value;

    private static XElement Entry(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
}
