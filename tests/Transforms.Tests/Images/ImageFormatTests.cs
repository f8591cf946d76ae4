namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>Every kind of file, against what Pillow makes of it: see Golden/make_images.py.</summary>
public sealed class ImageFormatTests
{
    // With a filter that widens, two right decoders differ by a rounding; lossy formats or transparent ones by a level more.
    [Theory]
    [InlineData("plain.jpg", 1)]
    [InlineData("progressive.jpg", 1)]
    [InlineData("gray.jpg", 1)]
    [InlineData("large.jpg", 3)]
    [InlineData("cmyk.jpg", 2)]
    [InlineData("turned1.jpg", 1)]
    [InlineData("turned2.jpg", 1)]
    [InlineData("turned3.jpg", 1)]
    [InlineData("turned4.jpg", 1)]
    [InlineData("turned5.jpg", 1)]
    [InlineData("turned6.jpg", 1)]
    [InlineData("turned7.jpg", 1)]
    [InlineData("turned8.jpg", 1)]
    [InlineData("plain.png", 1)]
    [InlineData("small.png", 1)]
    [InlineData("gray.png", 1)]
    [InlineData("palette.png", 1)]
    [InlineData("palette-alpha.png", 2)]
    [InlineData("alpha.png", 2)]
    [InlineData("sixteen.png", 1)]
    [InlineData("sixteen-color.png", 1)]
    [InlineData("palette.gif", 1)]
    [InlineData("animated.gif", 1)]
    [InlineData("plain.webp", 1)]
    [InlineData("animated.webp", 1)]
    [InlineData("plain.tif", 1)]
    [InlineData("pages.tif", 1)]
    [InlineData("deflate.tif", 1)]
    [InlineData("palette.tif", 1)]
    [InlineData("gray.tif", 1)]
    [InlineData("sixteen.tif", 1)]
    [InlineData("cmyk.tif", 1)]
    [InlineData("plain.bmp", 1)]
    [InlineData("gray.bmp", 1)]
    [InlineData("palette.bmp", 1)]
    [InlineData("one.bmp", 1)]
    public void A_file_gives_what_Pillow_gives(string name, int largest)
    {
        byte[] expected = File.ReadAllBytes(Pictures.File(name + ".rgb"));

        byte[] actual = Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File(name))[0];

        Pictures.AssertClose(expected, actual, mean: 0.6, largest);
    }

    // Pillow writes none of these; each says the picture of plain.bmp in another way.
    [Theory]
    [InlineData("turned over", 0)]
    [InlineData("32 bits", 0)]
    [InlineData("masks", 0)]
    [InlineData("alpha", 0)]
    [InlineData("16 bits", 8)]
    [InlineData("old header", 0)]
    public void Every_kind_of_bmp_is_the_same_picture(string kind, int largest)
    {
        using var folder = new TemporaryFolder();
        byte[] plain = File.ReadAllBytes(Pictures.File("plain.bmp"));
        File.WriteAllBytes(folder.File("other.bmp"), Bitmaps.Rewrite(plain, kind));

        byte[] expected = Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("plain.bmp"))[0];
        byte[] actual = Pictures.Prepare<byte>(Pictures.Bytes, folder.File("other.bmp"))[0];

        Pictures.AssertClose(expected, actual, mean: largest / 2.0, largest);
    }

    [Fact]
    public void A_large_picture_that_streams_gives_what_its_pixels_give()
    {
        using var folder = new TemporaryFolder();
        byte[] pixels = new byte[2600 * 1800 * 4];
        for (int i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = ((byte)(i / 4 % 2600 / 11), (byte)(i / 4 / 2600 / 8), (byte)(i / 4 % 7 * 30), 255);
        var preparer = new ImagePreparer(Pictures.Bytes);
        byte[] expected = new byte[preparer.Size], streamed = new byte[preparer.Size];
        using (MLImage image = MLImage.CreateFromPixels(2600, 1800, MLPixelFormat.Bgra32, pixels))
        {
            image.Save(folder.File("large.png"));
            preparer.PrepareImage(image, expected);
        }

        preparer.PrepareFile(folder.File("large.png"), streamed);

        Pictures.AssertClose(expected, streamed, mean: 0, largest: 0);
        Assert.InRange(streamed[^1], 220, 240);
    }

    // A screen as large as a monitor is not believed, as nothing is drawn on most of it.
    [Theory]
    [InlineData(640, 480)]
    [InlineData(3000, 2500)]
    public void A_gif_is_as_large_as_its_picture(ushort width, ushort height)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(Pictures.File("palette.gif"));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), width);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), height);
        File.WriteAllBytes(folder.File("screen.gif"), bytes);

        Assert.Equal(
            Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("palette.gif"))[0], Pictures.Prepare<byte>(Pictures.Bytes, folder.File("screen.gif"))[0]);
    }

    [Fact]
    public void The_name_of_a_file_does_not_matter()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Pictures.File("plain.png"), folder.File("renamed.jpg"));

        Assert.Equal(
            Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("plain.png"))[0], Pictures.Prepare<byte>(Pictures.Bytes, folder.File("renamed.jpg"))[0]);
    }
}
