namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>Files that are no good: each error names the file.</summary>
public sealed class BadImageTests
{
    public static TheoryData<string, string, ImageDecoderChoice> Bad
    {
        get
        {
            var data = new TheoryData<string, string, ImageDecoderChoice>();
            foreach (ImageDecoderChoice decoder in Enum.GetValues<ImageDecoderChoice>())
            {
                data.Add("empty", "is empty (0 bytes)", decoder);
                data.Add("text", "is not an image: it starts with the bytes 6E6F742061207069", decoder);
                data.Add("missing", "cannot be read", decoder);
                data.Add("folder", "cannot be read", decoder);
                data.Add("huge", "60,000 x 60,000 pixels; the limit is 100,000,000", decoder);
                data.Add("long", "2,000,000 x 1 pixels; neither side", decoder);
                data.Add("truncated.jpg", "is truncated", decoder);
                data.Add("truncated.png", "is truncated", decoder);
                data.Add("truncated.webp", "is truncated", decoder);
                data.Add("header.jpg", "is truncated", decoder);
            }

            // ML.NET's own decoder shows what it can of a file whose end is there.
            data.Add("scrambled.png", "cannot be decoded as Png", ImageDecoderChoice.Auto);

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void The_error_says_what_is_wrong_with_which_file(string kind, string expected, ImageDecoderChoice decoder)
    {
        using var folder = new TempFolder();
        string file = Make(folder, kind);

        var error = Assert.Throws<ImageFileException>(() => Pictures.Prepare<byte>(Pictures.Bytes with { Decoder = decoder }, file));

        Assert.Equal(file, error.Image);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_rows_are_left_out_when_asked_for()
    {
        using var folder = new TempFolder();
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
        Assert.Contains(warnings, text => text.Contains("4 images were left out", StringComparison.Ordinal) && text.Contains(folder["text"], StringComparison.Ordinal));
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

    internal static string Make(TempFolder folder, string kind)
    {
        string file = folder[kind];
        switch (kind)
        {
            case "empty": File.WriteAllBytes(file, []); break;
            case "text": File.WriteAllText(file, "not a picture"); break;
            case "folder": Directory.CreateDirectory(file); break;
            case "huge": File.Copy(Pictures.File("huge.png"), file); break;
            case "long":
                byte[] wide = File.ReadAllBytes(Pictures.File("huge.png"));
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(wide.AsSpan(16), 2_000_000);
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(wide.AsSpan(20), 1);
                File.WriteAllBytes(file, wide);
                break;
            case "truncated.jpg": Cut("plain.jpg", 0.6); break;
            case "truncated.png": Cut("plain.png", 0.6); break;
            case "truncated.webp": Cut("plain.webp", 0.6); break;
            case "header.jpg": Cut("plain.jpg", 0.02); break;
            case "scrambled.png":
                byte[] bytes = File.ReadAllBytes(Pictures.File("plain.png"));
                bytes.AsSpan(50, 200).Fill(0xAA);
                File.WriteAllBytes(file, bytes);
                break;
        }

        return file;

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
