using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Images;

public sealed class MLImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetdeep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void Pixels_are_kept_as_they_were_given(MLPixelFormat format)
    {
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(i % 4 == 3 ? 255 : i * 10))];

        using MLImage image = MLImage.CreateFromPixels(3, 2, format, pixels);

        Assert.Equal((3, 2, 32, format), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        Assert.Equal(pixels, image.Pixels.ToArray());
        int blue = format == MLPixelFormat.Bgra32 ? 0 : 2;
        Assert.Equal([pixels[blue], pixels[1], pixels[2 - blue]], image.GetBGRPixels[..3]);
        Assert.Equal(18, image.GetBGRPixels.Length);
        Assert.Null(image.Tag);
        image.Tag = "a";
        Assert.Equal("a", image.Tag);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromFile(null));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile("no such file"));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream([1, 2, 3])));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream()));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, -1, MLPixelFormat.Bgra32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, [1, 2, 3, 4]));
    }

    [Fact]
    public void A_disposed_image_is_gone()
    {
        MLImage image = TestImages.Make(2, 2, (_, _) => (1, 2, 3));
        image.Dispose();
        image.Dispose();

        Assert.Throws<InvalidOperationException>(() => image.Width);
        Assert.Throws<InvalidOperationException>(() => image.Height);
        Assert.Throws<InvalidOperationException>(() => image.PixelFormat);
        Assert.Throws<InvalidOperationException>(() => image.BitsPerPixel);
        Assert.Throws<InvalidOperationException>(() => image.Tag);
        Assert.Throws<InvalidOperationException>(() => image.Pixels.ToArray());
        Assert.Throws<InvalidOperationException>(() => image.GetBGRPixels);
        Assert.Throws<InvalidOperationException>(() => image.Save(Path.Combine(_folder, "a.png")));
    }

    [Theory]
    [InlineData(".png", 0)]
    [InlineData(".PNG", 0)]
    [InlineData(".jpg", 6)]
    [InlineData(".jpeg", 6)]
    [InlineData(".webp", 8)]
    public void A_saved_image_is_read_again(string ending, int tolerance)
    {
        using MLImage image = TestImages.Make(40, 30, (x, y) => (x * 6, y * 8, 100));
        string path = Path.Combine(_folder, "image" + ending);

        image.Save(path);
        using MLImage fromFile = MLImage.CreateFromFile(path);
        using MLImage fromStream = MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(path)));

        Assert.Equal((40, 30), (fromFile.Width, fromFile.Height));
        Assert.Equal(fromFile.Pixels.ToArray(), fromStream.Pixels.ToArray());
        (int red, int green, int blue) = TestImages.At(fromFile, 30, 20);
        Assert.InRange(red, 180 - tolerance, 180 + tolerance);
        Assert.InRange(green, 160 - tolerance, 160 + tolerance);
        Assert.InRange(blue, 100 - tolerance, 100 + tolerance);
    }

    [Fact]
    public void Colors_are_premultiplied_when_read_and_restored_when_taken_out()
    {
        string path = Path.Combine(_folder, "clear.png");
        using (MLImage image = MLImage.CreateFromPixels(1, 2, MLPixelFormat.Rgba32, [100, 50, 20, 128, 0, 0, 0, 0]))
            image.Save(path);

        using MLImage read = MLImage.CreateFromFile(path);

        Assert.Equal([20, 50, 100, 128, 0, 0, 0, 0], read.Pixels.ToArray());
        Assert.Equal([40, 100, 199, 0, 0, 0], read.GetBGRPixels);
    }

    [Theory]
    [InlineData("a.gif")]
    [InlineData("a.bmp")]
    [InlineData("a.txt")]
    [InlineData("a")]
    public void Other_endings_are_refused(string name)
    {
        using MLImage image = TestImages.Make(2, 2, (_, _) => (1, 2, 3));

        Assert.Throws<ArgumentException>(() => image.Save(Path.Combine(_folder, name)));
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
