using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Transforms.Tests;

namespace MlNetDeep.Estimators.Tests.Judging;

/// <summary>The training images nearest to generated ones.</summary>
public sealed class NearestNeighboursTests
{
    private readonly MLContext _ml = Judged.Ml;

    [Fact]
    public void They_are_those_of_a_plain_search()
    {
        // More training rows than a block; every tenth generated row is a copy of a training row.
        float[][] training = Judged.Normal(700, 9, 1), generated = Judged.Normal(40, 9, 2);
        for (int i = 0; i < 40; i += 10)
            generated[i] = training[i * 17];
        NearestNeighbours found = _ml.DeepLearning.FindNearestNeighbours(
            Judged.View(training), Judged.View(generated), Judged.Network(9), new() { Rows = 35, Neighbours = 4, Threads = 2 });

        Assert.Equal((700L, 35), (found.TrainingCount, found.Rows.Count));
        Assert.Equal(Judged.Network(9).FindFeatures(), found.Layer);
        for (int i = 0; i < 35; i++)
        {
            GeneratedNeighbours row = found.Rows[i];
            (double Distance, int Row)[] expected = [.. training.Select((x, j) => (Distance(x, generated[i]), j)).Order().Take(4)];
            Assert.Equal(i, row.Row);
            Assert.Equal(expected.Select(e => (long)e.Row), row.Neighbours.Select(n => n.Row));
            Assert.All(expected.Zip(row.Neighbours), pair => Assert.Equal(pair.First.Distance, pair.Second.Distance, 1e-6));
        }

        Assert.Equal(0, found.Rows[10].Neighbours[0].Distance);
        Assert.Equal(170, found.Rows[10].Neighbours[0].Row);
        Assert.Equal(found.Rows.Average(row => row.Neighbours[0].Distance), found.MeanDistance);

        static double Distance(float[] x, float[] y) => Math.Sqrt(x.Zip(y).Sum(p => Math.Pow((double)p.First - p.Second, 2)));
    }

    [Fact]
    public void Of_equal_ones_the_earlier_comes_first_and_fewer_rows_are_taken_as_they_are()
    {
        float[][] training = [[1, 0], [0, 1], [1, 0], [2, 0]];
        NearestNeighbours found = _ml.DeepLearning.FindNearestNeighbours(
            Judged.View(training), Judged.View([[1f, 0f]]), Judged.Network(2), new() { Rows = 10, Neighbours = 4 });
        Assert.Equal([0L, 2L, 3L, 1L], Assert.Single(found.Rows).Neighbours.Select(n => n.Row));
        Assert.Contains("There are 4 training rows, too few for 5 neighbours", Assert.Throws<DeepLearningException>(
            () => _ml.DeepLearning.FindNearestNeighbours(Judged.View(training), Judged.View(training), Judged.Network(2))).Message);
        Assert.Contains("There are no generated rows", Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.FindNearestNeighbours(
            Judged.View(training), Judged.View([], size: 2), Judged.Network(2))).Message);
        Assert.Equal(2, Assert.Throws<OptionsException>(() => _ml.DeepLearning.FindNearestNeighbours(
            Judged.View(training), Judged.View(training), Judged.Network(2), new() { Rows = 0, Neighbours = 101 })).Problems.Count);
    }

    [Fact]
    public void The_picture_shows_them_in_a_line()
    {
        using var folder = new TemporaryFolder();
        IDataView training = _ml.Data.LoadFromEnumerable(Bytes(20)), generated = _ml.Data.LoadFromEnumerable(Bytes(20).Skip(5).Take(3));
        NearestNeighbours found = _ml.DeepLearning.FindNearestNeighbours(training, generated, TestNetworks.Convolutional(), new() { Neighbours = 2 });
        Assert.Equal([5L, 6L, 7L], found.Rows.Select(row => row.Neighbours[0].Row));

        // Images of 8 x 8 are drawn seven times as large, 2 pixels apart, with 8 more behind the generated one.
        ReportImage picture = found.ToImage();
        Assert.Equal((1, 2 + 3 * 58, 2 + 3 * 58 + 8), (picture.Channels, picture.Height, picture.Width));
        byte[] pixels = picture.Pixels.ToArray();
        for (int row = 0; row < 3; row++)
        {
            Check(found.Rows[row].Image!, 2, 2 + row * 58);
            Check(found.Rows[row].Neighbours[0].Image!, 2 + 58 + 8, 2 + row * 58);
            Check(found.Rows[row].Neighbours[1].Image!, 2 + 2 * 58 + 8, 2 + row * 58);
        }

        Assert.Equal(255, pixels[0]);
        Assert.Equal(255, pixels[20 * picture.Width + 62]);
        found.SavePng(folder.File("neighbours.png"));
        Assert.Equal(picture.ToPng(), File.ReadAllBytes(folder.File("neighbours.png")));
        Assert.Throws<StorageException>(() => found.SavePng(folder.File("none/neighbours.png")));

        void Check(ReportImage image, int left, int top)
        {
            for (int y = 0; y < 56; y += 5)
            {
                for (int x = 0; x < 56; x += 5)
                    Assert.Equal(image.Pixels.Span[y / 7 * 8 + x / 7], pixels[(top + y) * picture.Width + left + x]);
            }
        }
    }

    [Fact]
    public void Without_pictures_there_are_numbers_only()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Bytes(20));
        NearestNeighbours found = _ml.DeepLearning.FindNearestNeighbours(rows, rows, TestNetworks.Convolutional(), new() { Pictures = false });
        Assert.All(found.Rows, row => Assert.True(row.Image is null && row.Neighbours.All(n => n.Image is null)));
        Assert.Throws<InvalidOperationException>(found.ToImage);
    }

    private static IEnumerable<ByteRow> Bytes(int count)
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, count).Select(_ => new ByteRow { Image = [.. Enumerable.Range(0, 64).Select(_ => (byte)random.Next(256))] })];
    }

    private sealed class ByteRow
    {
        [VectorType(1, 8, 8)]
        public byte[] Image { get; set; } = [];
    }
}
