namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>Files that are no good: each error names the file.</summary>
public sealed class BadImageTests
{
    [Theory]
    [InlineData("empty", "is empty (0 bytes)")]
    [InlineData("text", "is not an image: it starts with the bytes 6E6F742061207069")]
    [InlineData("missing", "cannot be read")]
    [InlineData("folder", "cannot be read")]
    [InlineData("truncated.jpg", "is truncated")]
    [InlineData("truncated.png", "is truncated")]
    [InlineData("truncated.webp", "is truncated")]
    [InlineData("truncated.gif", "is truncated")]
    [InlineData("truncated.tif", "is truncated")]
    [InlineData("truncated.bmp", "is truncated")]
    [InlineData("header.jpg", "is truncated")]
    [InlineData("scrambled.png", "cannot be decoded as Png: its data are damaged")]
    [InlineData("scrambled.gif", "cannot be decoded as Gif: its data are damaged")]
    [InlineData("scrambled.webp", "cannot be decoded as WebP: its data are damaged")]
    [InlineData("scrambled.tif", "cannot be decoded as Tiff: its data are damaged")]
    public void The_error_says_what_is_wrong_with_which_file(string kind, string expected)
    {
        using var folder = new TemporaryFolder();
        string file = Make(folder, kind);

        var error = Assert.Throws<ImageFileException>(() => Pictures.Prepare<byte>(Pictures.Bytes, file));

        Assert.Equal(file, error.Image);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("huge.png", "60,000 x 60,000 pixels; the limit is 100,000,000")]
    [InlineData("long.png", "2,000,000 x 1 pixels; neither side")]
    [InlineData("huge.webp", "16,000 x 16,000 pixels; the limit")]
    [InlineData("huge.tif", "is truncated")]
    [InlineData("huge.bmp", "is truncated")]
    [InlineData("picture.gif", "40,000 x 40,000 pixels; the limit")]
    [InlineData("corner.gif", "65,536 x 65,536 pixels; the limit")]
    [InlineData("offset.bmp", "is truncated")]
    [InlineData("inside.bmp", "is truncated")]
    [InlineData("short.bmp", "is truncated")]
    [InlineData("lengths.bmp", "is compressed by BMP's method 1")]
    [InlineData("bits.bmp", "has 5 bits a pixel")]
    [InlineData("masks.bmp", "has 32 bits a pixel in an order")]
    [InlineData("header.bmp", "has a BMP header of 41 bytes")]
    [InlineData("passes.jpg", "passes over the picture; JPEG files with at most 100")]
    [InlineData("samples.tif", "has 60,000 numbers for each pixel")]
    [InlineData("fractions.tif", "has signed or fractional numbers of 16 bits")]
    [InlineData("bits.tif", "has whole numbers of 32 bits")]
    [InlineData("method.tif", "is compressed by TIFF's method 6")]
    [InlineData("tiles.tif", "is stored in tiles of 3,239,769,604,096 pixels")]
    [InlineData("outside.tif", "is truncated")]
    [InlineData("few.tif", "is truncated")]
    [InlineData("circle.tif", "has more than 1,000 pages")]
    [InlineData("big.tif", "is a BigTIFF file")]
    [InlineData("page.svg", "is not an image: it starts with the bytes 3C737667")]
    [InlineData("page.pdf", "is not an image: it starts with the bytes 25504446")]
    public void What_would_cost_much_is_refused_before_it_is_decoded(string kind, string expected)
    {
        byte[] file = HostileFiles.Make(kind);
        var preparer = new ImagePreparer(Pictures.Bytes);
        byte[] values = new byte[preparer.Size];

        var error = Assert.Throws<ImageFileException>(() => preparer.PrepareBytes(file, kind, values));

        Assert.StartsWith(kind, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public void Bad_rows_are_left_out_when_asked_for()
    {
        using var folder = new TemporaryFolder();
        string good = Pictures.File("plain.jpg");
        IDataView view = Pictures.View(Make(folder, "empty"), good, Make(folder, "text"), Make(folder, "truncated.jpg"), good, Make(folder, "missing"));
        IDataView prepared = Pictures.Ml.DeepLearning.PrepareImages(Pictures.Bytes with { BadImages = BadImageAction.Skip }).Fit(view).Transform(view);
        var warnings = new List<string>();
        EventHandler<LoggingEventArgs> log = (_, message) => warnings.Add(message.Message);
        Pictures.Ml.Log += log;

        byte[][] pixels = Pictures.Column<byte>(prepared, "Features");
        Pictures.Ml.Log -= log;

        Assert.Equal(2, pixels.Length);
        Assert.Null(prepared.GetRowCount());
        Assert.Equal([1, 4], prepared.GetColumn<int>("Number"));
        Assert.Contains(warnings, text => text.Contains("4 images were left out", StringComparison.Ordinal) && text.Contains(folder.File("text"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_limit_on_pixels_can_be_set()
    {
        var error = Assert.Throws<ImageFileException>(() => Pictures.Prepare<byte>(Pictures.Bytes with { MaxPixels = 8399 }, Pictures.File("plain.jpg")));

        Assert.Contains("120 x 70 pixels; the limit is 8,399", error.Message, StringComparison.Ordinal);
        Assert.Single(Pictures.Prepare<byte>(Pictures.Bytes with { MaxPixels = 8400 }, Pictures.File("plain.jpg")));
    }

    [Fact]
    public void Bytes_without_a_name_are_told_by_their_row()
    {
        MLContext ml = Pictures.Ml;
        IDataView view = ml.Data.LoadFromEnumerable([new FileRow { File = File.ReadAllBytes(Pictures.File("plain.jpg")) }, new FileRow { File = [1, 2, 3] }]);
        IDataView prepared = ml.DeepLearning.PrepareImages(Pictures.Bytes with { InputColumnName = "File" }).Fit(view).Transform(view);

        Assert.Contains("row 1", Assert.Throws<ImageFileException>(() => Pictures.Column<byte>(prepared, "Features")).Message, StringComparison.Ordinal);
    }

    // Not one of the prefixes and single-byte changes may crash or hang; most are errors, and those name the file.
    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("plain.png")]
    [InlineData("plain.webp")]
    [InlineData("palette.gif")]
    [InlineData("turned6.jpg")]
    [InlineData("plain.tif")]
    [InlineData("deflate.tif")]
    [InlineData("cmyk.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("animated.webp")]
    [InlineData("animated.gif")]
    [InlineData("palette.bmp")]
    [InlineData("plain.bmp")]
    public void Damaged_bytes_are_an_error_or_a_picture(string name)
    {
        byte[] bytes = File.ReadAllBytes(Pictures.File(name));
        var preparer = new ImagePreparer(Pictures.Bytes with { MaxPixels = 1_000_000 });
        byte[] values = new byte[preparer.Size];
        var random = new Random(7);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = i < 100 ? bytes[..(bytes.Length * i / 100)] : [.. bytes];
            if (i >= 100)
                damaged[i < 200 ? i - 100 : random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                preparer.PrepareBytes(damaged, "the file", values);
            }
            catch (ImageFileException error)
            {
                Assert.StartsWith("the file ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    internal static string Make(TemporaryFolder folder, string kind)
    {
        string file = folder.File(kind);
        switch (kind)
        {
            case "empty": File.WriteAllBytes(file, []); break;
            case "text": File.WriteAllText(file, "not a picture"); break;
            case "folder": Directory.CreateDirectory(file); break;
            case "truncated.jpg": Cut("plain.jpg", 0.6); break;
            case "truncated.png": Cut("plain.png", 0.6); break;
            case "truncated.webp": Cut("plain.webp", 0.6); break;
            case "header.jpg": Cut("plain.jpg", 0.02); break;
            case "truncated.gif": Cut("palette.gif", 0.6); break;
            case "truncated.tif": Cut("plain.tif", 0.6); break;
            case "truncated.bmp": Cut("plain.bmp", 0.6); break;
            case "scrambled.png": Scramble("plain.png"); break;
            case "scrambled.gif": Scramble("palette.gif"); break;
            case "scrambled.webp": Scramble("plain.webp"); break;
            case "scrambled.tif": Scramble("pages.tif"); break;
        }

        return file;

        void Scramble(string source)
        {
            byte[] bytes = File.ReadAllBytes(Pictures.File(source));
            bytes.AsSpan(bytes.Length / 2, 100).Fill(0xFF);
            File.WriteAllBytes(file, bytes);
        }

        void Cut(string source, double share)
        {
            byte[] whole = File.ReadAllBytes(Pictures.File(source));
            File.WriteAllBytes(file, whole[..(int)(whole.Length * share)]);
        }
    }

    internal sealed class FileRow
    {
        public byte[] File { get; set; } = [];
    }
}
