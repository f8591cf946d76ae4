using System.Runtime.InteropServices;
using Microsoft.ML;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Tests.Support;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Data;

public class BatchFeedTests
{
    private static readonly MLContext _mlContext = new();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void EveryRowComesOncePerEpoch(bool inMemory, bool shuffle)
    {
        using var live = new LiveTensors();
        using BatchFeed feed = Open(103, new() { InMemory = inMemory, Shuffle = shuffle, Window = 20, BatchSize = 10, LabelType = ScalarType.Float32, Pinned = false });
        Assert.Equal(11, feed.StepsPerEpoch);
        List<float> first = Labels(feed, 0, 0), second = Labels(feed, 1, 0), again = Labels(feed, 0, 0);
        Assert.Equal(Enumerable.Range(0, 103).Select(i => (float)i), first.Order());
        Assert.Equal(Enumerable.Range(0, 103).Select(i => (float)i), second.Order());
        Assert.Equal(first, again);
        if (shuffle)
        {
            Assert.NotEqual(first, second);
            Assert.NotEqual(first.Order(), first);
        }
        else
        {
            Assert.Equal(first.Order(), first);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SkippingGivesTheRestOfTheSameOrder(bool inMemory)
    {
        using BatchFeed feed = Open(55, new() { InMemory = inMemory, Shuffle = true, Window = 16, BatchSize = 8, LabelType = ScalarType.Float32, Pinned = false });
        List<float> whole = Labels(feed, 3, 0);
        for (int skip = 0; skip <= 7; skip++)
        {
            Assert.Equal(whole.Skip(8 * skip), Labels(feed, 3, skip));
        }
    }

    [Fact]
    public void PixelsLabelsAndWeightsStayTogether()
    {
        using BatchFeed feed = Open(40, new() { InMemory = true, Shuffle = true, BatchSize = 7, LabelType = ScalarType.Float32, Pinned = false }, "Weight");
        foreach (HostBatch batch in feed.Epoch(0, 0, out Action<HostBatch> finished, default))
        {
            float[] labels = MemoryMarshal.Cast<byte, float>(batch.Labels.bytes).ToArray(), weights = MemoryMarshal.Cast<byte, float>(batch.Weights!.bytes).ToArray();
            float[] pixels = batch.Pixels.ToFloats();
            for (int i = 0; i < batch.Count; i++)
            {
                ShapeRow row = Shapes.Rows(40).ElementAt((int)labels[i]);
                Assert.Equal(row.Features, pixels.AsSpan(64 * i, 64).ToArray());
                Assert.Equal(row.Weight, weights[i]);
            }

            finished(batch);
        }
    }

    [Fact]
    public void AFilterChoosesRows()
    {
        using BatchFeed feed = Open(20, new() { Filter = r => r % 4 == 1, BatchSize = 3, LabelType = ScalarType.Float32, Pinned = false }, rows: 5);
        Assert.Equal([1f, 5, 9, 13, 17], Labels(feed, 0, 0));
    }

    [Fact]
    public void LeavingEarlyOrWithoutReturningBatchesEndsTheThread()
    {
        using BatchFeed feed = Open(100, new() { InMemory = false, BatchSize = 2, LabelType = ScalarType.Float32, Pinned = false });
        for (int i = 0; i < 20; i++)
        {
            foreach (HostBatch batch in feed.Epoch(i, 0, out _, default))
            {
                break;
            }
        }

        Assert.Equal(100, Labels(feed, 0, 0).Count);
    }

    [Fact]
    public void DataThatChangesIsNoticed()
    {
        int rows = 10;
        IDataView data = _mlContext.Data.LoadFromEnumerable(Changing());
        using BatchFeed feed = new BatchFeed(data, Layout(data, null), new() { BatchSize = 4, LabelType = ScalarType.Float32, Pinned = false }, 10, default);
        Assert.Equal(10, Labels(feed, 0, 0).Count);
        rows = 7;
        Assert.Contains("7 now", Assert.Throws<TrainingException>(() => Labels(feed, 0, 0)).Message);
        rows = 12;
        Assert.Contains("more now", Assert.Throws<TrainingException>(() => Labels(feed, 0, 0)).Message);

        IEnumerable<ShapeRow> Changing()
        {
            foreach (ShapeRow row in Shapes.Rows(rows))
            {
                yield return row;
            }
        }
    }

    [Fact]
    public void ACancelledFeedThrows()
    {
        using BatchFeed feed = Open(100, new() { BatchSize = 2, LabelType = ScalarType.Float32, Pinned = false });
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (HostBatch batch in feed.Epoch(0, 0, out Action<HostBatch> finished, source.Token))
            {
                finished(batch);
                source.Cancel();
            }
        });
    }

    private static BatchFeed Open(int count, FeedOptions options, string? weight = null, int? rows = null)
    {
        List<ShapeRow> list = [.. Shapes.Rows(count)];
        for (int i = 0; i < count; i++)
        {
            list[i].Value = i;
        }

        IDataView data = _mlContext.Data.LoadFromEnumerable(list);
        return new BatchFeed(data, Layout(data, weight), options, rows ?? count, default);
    }

    private static RowLayout Layout(IDataView data, string? weight) =>
        new(data.Schema, Shapes.OneOutput(false), "Features", "Value", weight, NetworkTask.Regression);

    private static List<float> Labels(BatchFeed feed, int epoch, long skip)
    {
        var labels = new List<float>();
        foreach (HostBatch batch in feed.Epoch(epoch, skip, out Action<HostBatch> finished, default))
        {
            labels.AddRange(MemoryMarshal.Cast<byte, float>(batch.Labels.bytes)[..batch.Count]);
            finished(batch);
        }

        return labels;
    }
}
