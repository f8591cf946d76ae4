using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Xunit;

namespace MlNetDeep.Packages.Tests;

/// <summary>Apps that have nothing of this repository but its packages.</summary>
public sealed class AppTests(AppFolder apps) : IClassFixture<AppFolder>
{
    private const string Library = "libLibTorchSharp.so";

    // A release of TorchSharp that older Linux loads as it is stays as it is.
    private static readonly int _marks = File.ReadAllBytes(AppFolder.OriginalLibrary).AsSpan().IndexOf("GLIBCXX_3.4.32"u8) < 0 ? 0 : 1;

    [Theory]
    [InlineData("MlNetDeep.ModelZoo", "Google.Protobuf")]
    [InlineData("MlNetDeep.Transforms", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.ML", "Microsoft.ML.ImageAnalytics",
        "Microsoft.ML.OnnxConverter", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxTransformer",
        "MlNetDeep.ModelZoo", "NetVips", "NetVips.Native.linux-arm64", "NetVips.Native.linux-x64", "NetVips.Native.osx-arm64",
        "NetVips.Native.win-arm64", "NetVips.Native.win-x64", "SkiaSharp.NativeAssets.Linux.NoDependencies", "System.IO.Hashing")]
    [InlineData("MlNetDeep.Estimators", "Microsoft.ML.TorchSharp", "MlNetDeep.Transforms", "TorchSharp")]
    public void Package_is_complete(string id, params string[] dependencies)
    {
        Assert.Equal(6, Directory.GetFiles(apps.Feed).Length);
        using ZipArchive package = ZipFile.OpenRead(apps.Package(id)), symbols = ZipFile.OpenRead(apps.Package(id, "snupkg"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{id}.pdb"));
        foreach (string entry in (string[])["README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"])
            Assert.NotNull(package.GetEntry(entry));
        using Stream stream = package.GetEntry($"{id}.nuspec")!.Open();
        var nuspec = XElement.Load(stream);
        Assert.Equal("MIT", Assert.Single(nuspec.Descendants(), element => element.Name.LocalName == "license").Value);
        Assert.Equal(dependencies, nuspec.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order());
    }

    [Fact]
    public async Task One_app_trains_and_another_scores_the_same_without_torch()
    {
        await apps.Dotnet("build", "Trainer");
        string[] trained = Scores(await apps.Run("dotnet", "Trainer/bin/Debug/net10.0/Trainer.dll", apps.PathOf("model.zip")));

        await apps.Dotnet("build", "Scorer");
        Assert.Equal(trained, Scores(await apps.Run("dotnet", "Scorer/bin/Debug/net10.0/Scorer.dll", apps.PathOf("model.zip"), apps.PathOf("stock.zip"))));
        Assert.DoesNotContain(Directory.EnumerateFiles(apps.PathOf("Scorer", "bin"), "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file).Contains("torch", StringComparison.OrdinalIgnoreCase));

        // A third one has never heard of this project.
        await apps.Dotnet("build", "Stock");
        string[] stock = Scores(await apps.Run("dotnet", "Stock/bin/Debug/net10.0/Stock.dll", apps.PathOf("stock.zip")));
        Assert.Equal(Numbers(trained), Numbers(stock), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.DoesNotContain(Directory.EnumerateFiles(apps.PathOf("Stock", "bin"), "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file).StartsWith("MlNetDeep", StringComparison.Ordinal));

        // Portable: whatever machine has built it, it runs on an older Linux as well.
        Assert.Equal(_marks, ChangedBytes(Assert.Single(Libraries("Trainer/bin/Debug"))));
    }

    /// <summary>Each way of making an output for Linux gives one that runs; the first in every test run, the rest on request.</summary>
    [Theory]
    [InlineData("published", "publish -r linux-x64 --no-self-contained")]
    [InlineData("built", "build -r linux-x64", true)]
    [InlineData("portable", "publish", true)]
    [InlineData("self-contained", "publish -r linux-x64 --self-contained", true)]
    [InlineData("single-file", "publish -r linux-x64 --no-self-contained -p:PublishSingleFile=true", true)]
    [InlineData("self-contained-single-file", "publish -r linux-x64 --self-contained -p:PublishSingleFile=true", true)]
    [InlineData("self-extracting", "publish -r linux-x64 --self-contained -p:PublishSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true", true)]
    public async Task Every_output_for_Linux_runs(string kind, string command, bool onRequest = false)
    {
        RequireLinux(onRequest);
        await apps.Dotnet(command.Split(' ')[0], [.. command.Split(' ')[1..], "Trainer", "-o", kind]);
        Assert.Equal(10, Scores(await apps.Run(apps.PathOf(kind, "Trainer"), apps.PathOf(kind + ".zip"))).Length);
        string[] libraries = Libraries(kind);
        if (kind == "self-extracting")
            Assert.Empty(libraries);
        else
            Assert.Equal(_marks, ChangedBytes(Assert.Single(libraries)));
    }

    [Fact]
    public async Task Projects_of_tests_run()
    {
        RequireLinux(onRequest: true);
        await apps.Dotnet("build", "Tester");
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", await apps.Run("dotnet", "Tester/bin/Debug/net10.0/Tester.dll"));
    }

    /// <summary>Nothing is done twice, a Windows app is left alone, and a switch leaves everything as it was.</summary>
    [Fact]
    public async Task The_step_is_an_incremental_one_with_a_switch()
    {
        RequireLinux(onRequest: true);
        await apps.Dotnet("build", "Trainer", "-o", "twice");
        string copy = apps.PathOf("Trainer", "obj", "Debug", "net10.0", "torchsharp", AppFolder.TorchSharpVersion, Library);
        DateTime made = File.GetLastWriteTimeUtc(copy);
        await apps.Dotnet("build", "Trainer", "-o", "twice");
        Assert.Equal(made, File.GetLastWriteTimeUtc(copy));

        await apps.Dotnet("publish", "Trainer", "--no-build", "-c", "Debug", "-o", "published-later", "-p:OutDir=" + apps.PathOf("twice") + "/");
        Assert.Equal(_marks, ChangedBytes(Assert.Single(Libraries("published-later"))));

        await apps.Dotnet("build", "Trainer", "-o", "twice", "-p:MlNetDeepRelaxLibTorchSharp=false");
        Assert.Equal(0, ChangedBytes(Assert.Single(Libraries("twice"))));
        await apps.Dotnet("build", "Trainer", "-o", "twice");
        Assert.Equal(_marks, ChangedBytes(Assert.Single(Libraries("twice"))));

        await apps.Dotnet("build", "Trainer", "-o", "twice", "-t:Rebuild");
        Assert.Equal(_marks, ChangedBytes(Assert.Single(Libraries("twice"))));

        await apps.Dotnet("build", "Trainer", "-r", "win-x64", "-o", "windows");
        Assert.Empty(Libraries("windows"));
        Assert.Empty(Libraries("Trainer/obj/Debug/net10.0/win-x64"));
    }

    private static void RequireLinux(bool onRequest)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "What it makes runs on Linux x64.");
        Assert.SkipUnless(!onRequest || Environment.GetEnvironmentVariable("MLNETDEEP_PACKAGES") == "all", "It is run where MLNETDEEP_PACKAGES is \"all\".");
    }

    private string[] Libraries(string folder) => Directory.GetFiles(apps.PathOf(folder), Library, SearchOption.AllDirectories);

    private static int ChangedBytes(string library)
    {
        byte[] original = File.ReadAllBytes(AppFolder.OriginalLibrary), changed = File.ReadAllBytes(library);
        Assert.Equal(original.Length, changed.Length);
        return original.Where((value, i) => value != changed[i]).Count();
    }

    private static float[] Numbers(string[] scores) => [.. scores.SelectMany(line => line.Split(' ')[1..]).Select(text => float.Parse(text, CultureInfo.InvariantCulture))];

    private static string[] Scores(string output)
    {
        Assert.Contains("score ", output);
        return [.. output.Split('\n').Where(line => line.StartsWith("score ", StringComparison.Ordinal))];
    }
}
