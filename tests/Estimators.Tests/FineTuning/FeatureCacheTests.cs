using System.Diagnostics;
using Microsoft.ML;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Features;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.FineTuning;

public sealed class FeatureCacheTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    public FeatureCacheTests() => _mlContext.Log += (_, log) =>
    {
        if (log.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
        {
            _warnings.Add(log.Message);
        }
    };

    private string[] Files => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASecondRunComputesNothing()
    {
        (float[][] first, long computed) = Read(Rows(40));
        Assert.Equal(40, computed);
        (float[][] second, long again) = Read(Rows(40));
        Assert.Equal(0, again);
        Assert.Equal(first, second);
        Assert.Single(Files);
        Network features = Backbones.Convolutional().ToFeatures();
        float[] expected = OnnxRunner.Run(features, [.. Shapes.Rows(40).SelectMany(row => row.Features)], [40, 1, 8, 8]);
        Assert.All(expected.Zip(first.SelectMany(row => row)), pair => Assert.Equal(pair.First, pair.Second, 5));
    }

    [Fact]
    public void RowsAreKnownByTheirContent()
    {
        Read(Rows(40));
        List<ShapeRow> rows = [.. Shapes.Rows(40).Reverse(), .. Shapes.Rows(5, seed: 77)];
        (float[][] features, long computed) = Read(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.Equal(5, computed);
        Assert.Equal(Read(Rows(40)).Features[39], features[0]);

        // One value of one row is another row.
        rows[3].Features[5] += 1e-6f;
        Assert.Equal(1, Read(_mlContext.Data.LoadFromEnumerable(rows)).Computed);
    }

    [Fact]
    public void RowsThatComeTwiceAreComputedOnce()
    {
        List<ShapeRow> rows = [.. Shapes.Rows(20), .. Shapes.Rows(20)];
        (float[][] features, long computed) = Read(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.Equal(20, computed);
        Assert.Equal(features[..20], features[20..]);
    }

    [Fact]
    public void OtherWeightsAndOtherInputAreOtherFeatures()
    {
        Read(Rows(10));
        Assert.Equal(10, Read(Rows(10), Backbones.Convolutional(seed: 4)).Computed);
        Assert.Equal(10, Read(Rows(10), column: "Bytes").Computed);
        Network scaled = Backbones.Convolutional().WithPreprocessing(new() { Width = 8, Height = 8, Channels = 1, Scale = 1 });
        Assert.Equal(10, Read(Rows(10), scaled, "Bytes").Computed);
        Assert.Equal(0, Read(Rows(10)).Computed);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("empty")]
    [InlineData("rename")]
    [InlineData("rows")]
    public void DamagedFilesAreNeverUsed(string damage)
    {
        float[][] expected = Read(Rows(30)).Features;
        string path = Assert.Single(Files);
        byte[] bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "flip":
                bytes[bytes.Length - 100] ^= 1;
                break;
            case "truncate":
                bytes = bytes[..^7];
                break;
            case "empty":
                bytes = [];
                break;
            case "rename":
                bytes[20] ^= 1;
                break;
            default:
                BitConverter.TryWriteBytes(bytes.AsSpan(12), int.MaxValue);
                break;
        }

        File.WriteAllBytes(path, bytes);
        (float[][] features, long computed) = Read(Rows(30));
        Assert.Equal(30, computed);
        Assert.Equal(expected, features);
        Assert.Contains(path, Assert.Single(_warnings));
        Assert.Equal(0, Read(Rows(30)).Computed);
    }

    [Fact]
    public void WhatAKilledWriterLeftGoesAndALivingOneKeepsItsOwn()
    {
        Read(Rows(10));
        string folder = Path.GetDirectoryName(Assert.Single(Files))!;
        string killed = Path.Combine(folder, "x.features.0123456789abcdef.tmp"), other = Path.Combine(folder, "y.features.tmp");
        File.WriteAllText(killed, "half");
        File.WriteAllText(other, "somebody's");

        AtomicFile.Write(Path.Combine(folder, "z.features"), living =>
        {
            Assert.Equal(0, Read(Rows(10)).Computed);
            Assert.True(File.Exists(((FileStream)living).Name));
        });

        Assert.False(File.Exists(killed));
        Assert.True(File.Exists(other));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void AFolderThatCannotBeWrittenDoesNotStopTheRun()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");
        (float[][] features, long computed) = Read(Rows(10), folder: Path.Combine(file, "below"));
        Assert.Equal(10, computed);
        Assert.Equal(Read(Rows(10)).Features, features);
        Assert.Contains($"'{file}' is a file, not a folder. Set the environment variable MLNETDEEP_FEATURES, or CacheFolder", Assert.Single(_warnings));
        Assert.Contains("kept in memory", _warnings[0]);
    }

    [Fact]
    public void AFullDiskDoesNotStopTheRun()
    {
        const string full = "/dev/full";
        Assert.SkipUnless(File.Exists(full), "This system has no /dev/full.");
        byte[] key = CacheKeyOf();
        string folder = Path.Combine(_folder, Convert.ToHexStringLower(key));
        using var cache = new FeatureCache(_folder, key, 2, _warnings.Add);
        Directory.Delete(folder);

        // Whatever is written in this folder, the device has no room for it.
        File.CreateSymbolicLink(folder, full);
        RowKey row = RowKey.Of([1]);
        cache.Keep([row], [3, 4]);
        Assert.Single(_warnings);
        Assert.True(cache.TryFind(row, out IFeatureBlock? block, out int index));
        float[] features = new float[2];
        block.Read(index, features);
        Assert.Equal([3, 4], features);
        File.Delete(folder);
    }

    [Fact]
    public void NoFolderKeepsFeaturesInMemory()
    {
        (float[][] features, long computed) = Read(Rows(10), folder: "");
        Assert.Equal(10, computed);
        Assert.Equal(Read(Rows(10)).Features, features);
    }

    [Fact]
    public void ManyThreadsShareAFolder()
    {
        float[][] expected = Read(Rows(60), folder: "").Features;
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            // Rows in different order make files that overlap.
            IDataView view = _mlContext.Data.LoadFromEnumerable(Shapes.Rows(60).Skip(i * 5).ToList());
            float[][] features = Read(view).Features;
            Assert.Equal(expected[(i * 5)..], features);
        });
        Assert.Equal(0, Read(Rows(60)).Computed);
        Assert.Empty(_warnings);
        Assert.DoesNotContain(Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void ProcessesShareAFolder()
    {
        Process[] workers = [StartWorker(2500), StartWorker(2500)];
        foreach (Process worker in workers)
        {
            using (worker)
            {
                Assert.EndsWith("row 2499\n", worker.StandardOutput.ReadToEnd());
                worker.WaitForExit();
                Assert.Equal(0, worker.ExitCode);
            }
        }

        Assert.Equal(0, Read(Rows(2500)).Computed);
        Assert.Empty(_warnings);
        Assert.DoesNotContain(Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void AKilledRunLeavesOnlyCompleteFiles()
    {
        using (Process process = StartWorker(5000))
        {
            while (process.StandardOutput.ReadLine() is { } line && line != "row 1500")
            {
            }

            process.Kill();
            process.WaitForExit();
        }

        (float[][] features, long computed) = Read(Rows(1600));
        Assert.InRange(computed, 1, 1600 - 1024);
        Assert.Empty(_warnings);
        Assert.Equal(Read(Rows(1600), folder: "").Features, features);
    }

    [Fact]
    public void CancellingKeepsWhatWasComputed()
    {
        using var cancellation = new CancellationTokenSource();
        IDataView rows = _mlContext.Data.LoadFromEnumerable(CancelAfter(50, cancellation));
        Assert.Throws<OperationCanceledException>(() => Read(rows, cancellation: cancellation.Token));
        Assert.InRange(Read(Rows(60)).Computed, 10, 30);
    }

    private static IEnumerable<ShapeRow> CancelAfter(int rows, CancellationTokenSource cancellation)
    {
        foreach (ShapeRow row in Shapes.Rows(60))
        {
            if (rows-- == 0)
            {
                cancellation.Cancel();
            }

            yield return row;
        }
    }

    private Process StartWorker(int rows) => Process.Start(new ProcessStartInfo("dotnet",
        [Path.Combine(AppContext.BaseDirectory, "MlNetDeep.Estimators.Tests.Worker.dll"), "features", _folder, $"{rows}"])
    {
        RedirectStandardOutput = true,
    })!;

    private IDataView Rows(int count) => Shapes.View(_mlContext, count);

    private static byte[] CacheKeyOf() => [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private (float[][] Features, long Computed) Read(
        IDataView data, Network? backbone = null, string column = "Features", string? folder = null, CancellationToken cancellation = default)
    {
        Network features = (backbone ?? Backbones.Convolutional()).ToFeatures();
        using var channel = ((Microsoft.ML.Runtime.IChannelProvider)_mlContext).Start("test");
        string? root = folder is null ? _folder : folder.Length == 0 ? null : folder;
        using var extractor = new FeatureExtractor(_mlContext, features, new FeatureExtractorOptions(root, 16, "cpu", 1), channel);
        var layout = new RowLayout(data.Schema, features, column, "Label", null, NetworkTask.Multiclass);
        using FeatureTable table = extractor.Read(data, layout, long.MaxValue, cancellation);
        var rows = new float[table.Count][];
        for (int i = 0; i < rows.Length; i++)
        {
            table.Read(i, rows[i] = new float[table.Size]);
        }

        return (rows, extractor.Computed);
    }
}
