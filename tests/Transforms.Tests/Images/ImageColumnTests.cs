namespace MlNetDeep.Transforms.Tests;

/// <summary>Every layout and type of image column gives the network the same values.</summary>
public class ImageColumnTests
{
    // [C, H, W] = [2, 3, 4]: value = place, so that any mistake in the layout changes the weighted sum.
    private static readonly float[] _planar = [.. Enumerable.Range(0, 24).Select(i => (float)(i * i % 17))];

    private readonly MLContext _ml = new();

    [Fact]
    public void FlatIsPlanar() => Assert.Equal(Expected(), Score(_planar, 24), 3);

    [Fact]
    public void ChannelsFirst() => Assert.Equal(Expected(), Score(_planar, 2, 3, 4), 3);

    [Fact]
    public void ChannelsLast() => Assert.Equal(Expected(), Score(Interleave(_planar), 3, 4, 2), 3);

    [Fact]
    public void SparseChannelsFirstAndLast()
    {
        Assert.Equal(Expected(), Score(Sparse(_planar), new VectorDataViewType(NumberDataViewType.Single, 24)), 3);
        Assert.Equal(Expected(), Score(Sparse(Interleave(_planar)), new VectorDataViewType(NumberDataViewType.Single, 3, 4, 2)), 3);
    }

    [Fact]
    public void BytesAreDividedBy255ByDefault()
    {
        byte[] pixels = [.. _planar.Select(value => (byte)value)];

        float actual = Score(new VBuffer<byte>(24, pixels), new VectorDataViewType(NumberDataViewType.Byte, 2, 3, 4));

        Assert.Equal(Expected() / 255, actual, 4);
    }

    [Fact]
    public void BytesArePreprocessedForEachChannel()
    {
        byte[] pixels = [.. Interleave(_planar).Select(value => (byte)value)];
        Network network = TestNetworks.Places().WithPreprocessing(new ImagePreprocessing
        {
            Width = 4,
            Height = 3,
            Channels = 2,
            Scale = 0.5f,
            Mean = [1, 2],
            StandardDeviation = [4, 0.25f],
        });

        float actual = Score(new VBuffer<byte>(24, pixels), new VectorDataViewType(NumberDataViewType.Byte, 3, 4, 2), network);

        float expected = _planar.Select((value, i) => (i < 12 ? (value * 0.5f - 1) / 4 : (value * 0.5f - 2) / 0.25f) * (i + 1)).Sum();
        Assert.Equal(expected, actual, 2);
    }

    [Fact]
    public void FloatsAreNotPreprocessed()
    {
        Network network = TestNetworks.Places().WithPreprocessing(
            new ImagePreprocessing { Width = 4, Height = 3, Channels = 2, Scale = 9 });

        Assert.Equal(Expected(), Score(new VBuffer<float>(24, _planar), new VectorDataViewType(NumberDataViewType.Single, 24), network), 3);
    }

    [Fact]
    public void OneChannelNeedsNoChannelDimension()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        float[] pixels = Rows.Pictures(1)[0].Features;
        float[][] expected = Rows.Scores(model.Transform(View(new VBuffer<float>(64, pixels), new VectorDataViewType(NumberDataViewType.Single, 64))));

        foreach (int[] dimensions in new int[][] { [8, 8], [1, 8, 8], [8, 8, 1] })
        {
            var type = new VectorDataViewType(NumberDataViewType.Single, dimensions);
            Assert.Equal(expected, Rows.Scores(model.Transform(View(new VBuffer<float>(64, pixels), type))));
        }
    }

    [Fact]
    public void TheMissingColumnAndThoseThereAreAreNamed()
    {
        ColumnException error = Error(TestNetworks.Places(), new VectorDataViewType(NumberDataViewType.Single, 24), "Pixels");

        Assert.Equal("Features", error.ColumnName);
        Assert.Contains("There is no column 'Features'", error.Message);
        Assert.Contains("'Pixels'", error.Message);
    }

    [Fact]
    public void AnotherSizeIsNamedWithWhatWasExpected()
    {
        ColumnException error = Error(TestNetworks.Places(), new VectorDataViewType(NumberDataViewType.Single, 5, 5));

        Assert.Contains("25 values", error.Message);
        Assert.Contains("[2, 3, 4] needs 24", error.Message);
    }

    [Fact]
    public void OtherDimensionsOfTheRightSizeAreAnError() =>
        Assert.Contains("[4, 3, 2]", Error(TestNetworks.Places(), new VectorDataViewType(NumberDataViewType.Single, 4, 3, 2)).Message);

    [Fact]
    public void AVectorOfUnknownSizeIsAnError() =>
        Assert.Contains("unknown size", Error(TestNetworks.Places(), new VectorDataViewType(NumberDataViewType.Single)).Message);

    [Fact]
    public void OtherTypesAreErrors()
    {
        DataViewType[] types =
        [
            NumberDataViewType.Single, TextDataViewType.Instance, new VectorDataViewType(NumberDataViewType.Double, 24),
            new KeyDataViewType(typeof(byte), 3), new VectorDataViewType(new KeyDataViewType(typeof(byte), 3), 24),
        ];
        foreach (DataViewType type in types)
            Assert.Contains("expected a vector of float", Error(TestNetworks.Places(), type).Message);
    }

    private static float Expected() => _planar.Select((value, i) => value * (i + 1)).Sum();

    // [C, H, W] to [H, W, C].
    private static float[] Interleave(float[] planar) =>
        [.. Enumerable.Range(0, 24).Select(i => planar[i % 2 * 12 + i / 2])];

    private static VBuffer<float> Sparse(float[] values)
    {
        int[] indices = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];
        return new VBuffer<float>(values.Length, indices.Length, [.. indices.Select(i => values[i])], indices);
    }

    private float Score(float[] values, params int[] dimensions) =>
        Score(new VBuffer<float>(values.Length, values), new VectorDataViewType(NumberDataViewType.Single, dimensions));

    private float Score<T>(VBuffer<T> values, VectorDataViewType type, Network? network = null)
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            network ?? TestNetworks.Places(), new() { Task = NetworkTask.Regression });
        return Assert.Single(model.Transform(View(values, type)).GetColumn<float>("Score"));
    }

    private ColumnException Error(Network network, DataViewType type, string name = "Features")
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(network, new() { Task = NetworkTask.Regression });
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(name, type);
        return Assert.Throws<ColumnException>(() => model.GetOutputSchema(builder.ToSchema()));
    }

    private static OneRowView<VBuffer<T>> View<T>(VBuffer<T> values, VectorDataViewType type) =>
        new("Features", type, (ref VBuffer<T> value) => values.CopyTo(ref value));
}
