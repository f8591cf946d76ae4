using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Xunit;
using Anchor = Microsoft.ML.Transforms.Image.ImageResizingEstimator.Anchor;
using Bits = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorBits;
using Kind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;
using Order = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorsOrder;

namespace MlNetDeep.Compat.Tests.Images;

public sealed class ImageTransformTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetdeep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Members_give_their_column_its_type()
    {
        Assert.Equal(new ImageDataViewType(2, 3), One().Schema["Image"].Type);
        Assert.Equal(new ImageDataViewType(), Any(TestImages.Make(1, 1, (_, _) => default)).Schema["Image"].Type);
        Assert.NotEqual<DataViewType>(new ImageDataViewType(2, 3), new ImageDataViewType(3, 2));
        Assert.Equal("Image<2, 3>", new ImageDataViewType(2, 3).ToString());
        Assert.Equal("Image", new ImageDataViewType().ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 1));
        Assert.True(new ImageTypeAttribute(1, 2).Equals(new ImageTypeAttribute(1, 2)));
        Assert.False(new ImageTypeAttribute(1, 2).Equals(new ImageTypeAttribute()));
    }

    [Fact]
    public void Files_are_loaded_as_images_and_as_bytes()
    {
        using (MLImage image = TestImages.Make(5, 4, (x, y) => (x, y, 7)))
            image.Save(Path.Combine(_folder, "a.png"));
        IDataView view = _ml.Data.LoadFromEnumerable(new[] { new TestImages.FileRow { Path = "a.png" } });

        IDataView loaded = _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path")).Fit(view).Transform(view);

        TestImages.Read<MLImage>(loaded, "Image", image =>
        {
            Assert.Equal((5, 4), (image.Width, image.Height));
            Assert.Equal((3, 2, 7), TestImages.At(image, 3, 2));
            Assert.Equal(Path.Combine(_folder, "a.png"), image.Tag);
        });
        TestImages.Read<VBuffer<byte>>(loaded, "Bytes", bytes => Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "a.png")), bytes.DenseValues()));
        Assert.False(((VectorDataViewType)loaded.Schema["Bytes"].Type).IsKnownSize);
        Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImages("Image", Path.Combine(_folder, "missing"), "Path"));
    }

    [Fact]
    public void A_cursor_releases_the_image_that_it_loaded_last()
    {
        using (MLImage image = TestImages.Make(5, 4, (_, _) => (1, 2, 3)))
            image.Save(Path.Combine(_folder, "a.png"));
        IDataView view = _ml.Data.LoadFromEnumerable(new[] { new TestImages.FileRow { Path = "a.png" } });
        IDataView loaded = _ml.Transforms.LoadImages("Image", _folder, "Path").Fit(view).Transform(view);
        MLImage last = null!;

        TestImages.Read<MLImage>(loaded, "Image", image => last = image);

        Assert.Throws<InvalidOperationException>(() => last.Width);
    }

    [Fact]
    public void Fill_takes_the_nearest_pixel()
    {
        using MLImage image = TestImages.Make(4, 4, (x, y) => (x * 50, y * 50, 9));

        Resize(image, 2, 8, Kind.Fill, Anchor.Center, resized =>
        {
            Assert.Equal((2, 8), (resized.Width, resized.Height));
            Assert.Equal([50, 150], Enumerable.Range(0, 2).Select(x => TestImages.At(resized, x, 0).Red));
            Assert.Equal([0, 0, 50, 50, 100, 100, 150, 150], Enumerable.Range(0, 8).Select(y => TestImages.At(resized, 0, y).Green));
        });
    }

    [Fact]
    public void Padding_centers_the_whole_image()
    {
        using MLImage image = TestImages.Make(8, 4, (_, _) => (200, 100, 50));

        Resize(image, 16, 16, Kind.IsoPad, Anchor.Center, resized =>
        {
            Assert.Equal((0, 0, 0), TestImages.At(resized, 8, 3));
            Assert.Equal((200, 100, 50), TestImages.At(resized, 0, 4));
            Assert.Equal((200, 100, 50), TestImages.At(resized, 15, 11));
            Assert.Equal((0, 0, 0), TestImages.At(resized, 8, 12));
        });
    }

    [Fact]
    public void Keeping_the_ratio_samples_with_Mitchells_cubic()
    {
        using MLImage point = TestImages.Make(3, 3, (x, y) => x == 1 && y == 1 ? (255, 255, 255) : default);
        using MLImage ramp = TestImages.Make(8, 8, (x, _) => (x * 30, 0, 0));

        // In the middle of the pixel the weight is 8/9 for each side, in the middle of its neighbour 1/18.
        Resize(point, 9, 9, Kind.IsoPad, Anchor.Center, resized =>
        {
            Assert.InRange(TestImages.At(resized, 4, 4).Red, 255 * 64 / 81.0 - 2, 255 * 64 / 81.0 + 2);
            Assert.InRange(TestImages.At(resized, 1, 4).Red, 255 * 8 / 162.0 - 2, 255 * 8 / 162.0 + 2);
        });
        Resize(ramp, 16, 16, Kind.IsoCrop, Anchor.Center, resized =>
        {
            for (int x = 4; x < 12; x++)
                Assert.InRange(TestImages.At(resized, x, 8).Red, (((x + 0.5) / 2) - 0.5) * 30 - 1.5, (((x + 0.5) / 2) - 0.5) * 30 + 1.5);
        });
    }

    [Theory]
    [InlineData(Anchor.Left, 0)]
    [InlineData(Anchor.Center, 3)]
    [InlineData(Anchor.Right, 6)]
    public void Cropping_keeps_the_side_of_the_anchor(Anchor anchor, int first)
    {
        using MLImage image = TestImages.Make(12, 6, (x, _) => (x * 20, 0, 0));
        using MLImage tall = TestImages.Make(6, 12, (_, y) => (y * 20, 0, 0));

        // The height stays, so that only whole pixels move; Mitchell's cubic blurs, but a ramp stays a ramp.
        Resize(image, 6, 6, Kind.IsoCrop, anchor, resized => Assert.InRange(TestImages.At(resized, 2, 3).Red, (first + 2) * 20 - 3, (first + 2) * 20 + 3));
        Anchor vertical = anchor switch { Anchor.Left => Anchor.Top, Anchor.Right => Anchor.Bottom, _ => Anchor.Center };
        Resize(tall, 6, 6, Kind.IsoCrop, vertical, resized => Assert.InRange(TestImages.At(resized, 3, 2).Red, (first + 2) * 20 - 3, (first + 2) * 20 + 3));
    }

    [Fact]
    public void Gray_is_the_weighted_sum()
    {
        IDataView gray = _ml.Transforms.ConvertToGrayscale("Gray", "Image").Fit(One()).Transform(One());

        Assert.Equal(new ImageDataViewType(2, 3), gray.Schema["Gray"].Type);
        TestImages.Read<MLImage>(gray, "Gray", image =>
        {
            (int red, int green, int blue) = TestImages.At(image, 2, 1);
            Assert.Equal(red, green);
            Assert.Equal(red, blue);
            Assert.InRange(red, (0.3 * 22) + (0.59 * 41) + (0.11 * 200) - 1, (0.3 * 22) + (0.59 * 41) + (0.11 * 200) + 1);
        });
    }

    [Theory]
    [InlineData(Bits.Rgb, Order.ARGB, "RGB")]
    [InlineData(Bits.Rgb, Order.ABGR, "BGR")]
    [InlineData(Bits.All, Order.AGRB, "AGRB")]
    [InlineData(Bits.Red | Bits.Blue, Order.ABRG, "BR")]
    [InlineData(Bits.Green, Order.ARBG, "G")]
    public void Pixels_come_in_the_order_that_is_asked_for(Bits colors, Order order, string expected)
    {
        foreach (bool interleaved in new[] { false, true })
        {
            IDataView view = _ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleaved, offsetImage: 10, scaleImage: 2).Fit(One()).Transform(One());
            IDataView bytes = _ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleaved, outputAsFloatArray: false).Fit(One()).Transform(One());

            var type = (VectorDataViewType)view.Schema["Pixels"].Type;
            int[] dimensions = interleaved ? [2, 3, expected.Length] : [expected.Length, 2, 3];
            Assert.Equal(dimensions, type.Dimensions.ToArray());
            TestImages.Read<VBuffer<float>>(view, "Pixels", values => Check(values.DenseValues().ToArray(), value => (value - 10) * 2));
            TestImages.Read<VBuffer<byte>>(bytes, "Pixels", values => Check([.. values.DenseValues().Select(value => (float)value)], value => value));

            void Check(float[] values, Func<float, float> scale)
            {
                for (int i = 0; i < expected.Length; i++)
                {
                    float color = expected[i] switch { 'R' => 22, 'G' => 41, 'B' => 200, _ => 255 };
                    Assert.Equal(scale(color), values[interleaved ? (5 * expected.Length) + i : (i * 6) + 5]);
                }
            }
        }
    }

    [Fact]
    public void Images_of_unknown_size_have_no_pixels()
    {
        IDataView view = Any(TestImages.Make(3, 2, (_, _) => default));

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Pixels", "Image").Fit(view));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ExtractPixels("Pixels", "Missing").Fit(view));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_vector_becomes_the_image_that_it_came_from(bool interleaved)
    {
        var chain = _ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: interleaved, offsetImage: 4, scaleImage: 0.5f)
            .Append(_ml.Transforms.ConvertToImage(2, 3, "Again", "Pixels", interleavedColors: interleaved, scaleImage: 2, offsetImage: -4));

        IDataView view = chain.Fit(One()).Transform(One());

        TestImages.Read<MLImage>(view, "Again", image => Assert.Equal((22, 41, 200), TestImages.At(image, 2, 1)));
        Assert.Equal(new ImageDataViewType(2, 3), view.Schema["Again"].Type);
    }

    [Fact]
    public void A_chain_is_saved_and_loaded()
    {
        using (MLImage image = TestImages.Make(12, 9, (x, y) => (x * 20, y * 20, 90)))
            image.Save(Path.Combine(_folder, "a.png"));
        IDataView view = _ml.Data.LoadFromEnumerable(new[] { new TestImages.FileRow { Path = "a.png" } });
        ITransformer model = _ml.Transforms.LoadImages("Image", _folder, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", 6, 5, resizing: Kind.IsoPad, cropAnchor: Anchor.Top))
            .Append(_ml.Transforms.ConvertToGrayscale("Image"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", Bits.Red, Order.ABGR, true, 3, 0.25f))
            .Append(_ml.Transforms.ConvertToImage(5, 6, "Again", "Pixels", Bits.Red, Order.ABGR, true, 4, -12))
            .Append(_ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path")).Fit(view);
        _ml.Model.Save(model, view.Schema, Path.Combine(_folder, "model.zip"));

        ITransformer loaded = new MLContext().Model.Load(Path.Combine(_folder, "model.zip"), out DataViewSchema schema);

        Assert.Equal("Path", Assert.Single(schema).Name);
        TestImages.Read<VBuffer<float>>(model.Transform(view), "Pixels", expected =>
            TestImages.Read<VBuffer<float>>(loaded.Transform(view), "Pixels", actual => Assert.Equal(expected.DenseValues(), actual.DenseValues())));
        TestImages.Read<MLImage>(model.Transform(view), "Again", expected =>
            TestImages.Read<MLImage>(loaded.Transform(view), "Again", actual => Assert.Equal(expected.GetBGRPixels, actual.GetBGRPixels)));
        TestImages.Read<VBuffer<byte>>(loaded.Transform(view), "Bytes", bytes => Assert.True(bytes.Length > 50));
    }

    private IDataView One() =>
        _ml.Data.LoadFromEnumerable(new[] { new TestImages.Row { Image = TestImages.Make(3, 2, (x, y) => (20 + x, 40 + y, 200)) } });

    private IDataView Any(MLImage image) => _ml.Data.LoadFromEnumerable(new[] { new TestImages.AnySize { Image = image } });

    private void Resize(MLImage image, int width, int height, Kind kind, Anchor anchor, Action<MLImage> check)
    {
        IDataView view = Any(image);
        TestImages.Read(_ml.Transforms.ResizeImages("Image", width, height, resizing: kind, cropAnchor: anchor).Fit(view).Transform(view), "Image", check);
    }
}
