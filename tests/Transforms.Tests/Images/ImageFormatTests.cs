namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>Every kind of file, with both decoders, against what Pillow makes of it: see Golden/make_images.py.</summary>
public sealed class ImageFormatTests
{
    public static TheoryData<string> Files =>
    [
        "plain.jpg", "progressive.jpg", "gray.jpg", "large.jpg", "plain.png", "small.png", "gray.png", "palette.png",
        "sixteen.png", "alpha.png", "palette.gif", "plain.webp",
        "turned1.jpg", "turned2.jpg", "turned3.jpg", "turned4.jpg", "turned5.jpg", "turned6.jpg", "turned7.jpg", "turned8.jpg",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_default_decoder_gives_what_Pillow_gives(string name) => Check(name, ImageDecoderChoice.Auto);

    [Theory]
    [MemberData(nameof(Files))]
    public void The_portable_decoder_gives_what_Pillow_gives(string name) => Check(name, ImageDecoderChoice.Portable);

    [Fact]
    public void Tiff_is_read_where_libvips_is()
    {
        Assert.SkipUnless(Vips.VipsLibrary.IsAvailable, "There is no libvips here.");
        Check("plain.tif", ImageDecoderChoice.Auto);
    }

    [Theory]
    [InlineData(ImageDecoderChoice.Auto)]
    [InlineData(ImageDecoderChoice.Portable)]
    public void Cmyk_becomes_the_colors_that_it_stands_for(ImageDecoderChoice decoder)
    {
        byte[] pixels = Pictures.Prepare<byte>(Pictures.Bytes with { Decoder = decoder }, Pictures.File("cmyk.jpg"))[0];

        // Left to right more red, top to bottom more green; how much exactly depends on the inks one thinks of.
        Assert.True(At(pixels, 46, 16, 0) > At(pixels, 1, 16, 0) + 60);
        Assert.True(At(pixels, 24, 30, 1) > At(pixels, 24, 1, 1) + 60);
    }

    [Fact]
    public void A_large_picture_that_streams_gives_what_a_small_one_gives()
    {
        using var folder = new TempFolder();
        byte[] pixels = new byte[2600 * 1800 * 4];
        for (int i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = ((byte)(i / 4 % 2600 / 11), (byte)(i / 4 / 2600 / 8), (byte)(i % 2 * 90), 255);
        using (MLImage image = MLImage.CreateFromPixels(2600, 1800, MLPixelFormat.Bgra32, pixels))
            image.Save(folder["large.png"]);

        byte[] portable = Pictures.Prepare<byte>(Pictures.Bytes with { Decoder = ImageDecoderChoice.Portable }, folder["large.png"])[0];
        byte[] streamed = Pictures.Prepare<byte>(Pictures.Bytes, folder["large.png"])[0];

        Pictures.AssertClose(portable, streamed, mean: 0, largest: 0);
        Assert.InRange(streamed[^1], 220, 240);
    }

    [Fact]
    public void The_name_of_a_file_does_not_matter()
    {
        using var folder = new TempFolder();
        File.Copy(Pictures.File("plain.png"), folder["renamed.jpg"]);

        Assert.Equal(
            Pictures.Prepare<byte>(Pictures.Bytes, Pictures.File("plain.png"))[0], Pictures.Prepare<byte>(Pictures.Bytes, folder["renamed.jpg"])[0]);
    }

    private static int At(byte[] pixels, int x, int y, int channel) => pixels[(((y * Pictures.Width) + x) * 3) + channel];

    private static void Check(string name, ImageDecoderChoice decoder)
    {
        byte[] expected = File.ReadAllBytes(Pictures.File(name + ".rgb"));

        byte[] actual = Pictures.Prepare<byte>(Pictures.Bytes with { Decoder = decoder }, Pictures.File(name))[0];

        Pictures.AssertClose(expected, actual, mean: 1.5, largest: 10);
    }
}
