using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetDeep.Transforms.Tests.Generation;

public sealed class GridTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("grid.png");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AGridShowsTheImagesInOrder()
    {
        float[] values = [.. Enumerable.Range(0, 5).SelectMany(i => Enumerable.Range(0, 6).Select(p => ((10 * i) + p) / 100f))];
        ImageGrid.Write(File, values, 5, 1, 2, 3, new ImagePreprocessing { Scale = 0.01f }, columns: 2);

        byte[,] picture = Gray(File);
        // Three rows of two images of 2 x 3, two white pixels around each.
        Assert.Equal((14, 12), (picture.GetLength(0), picture.GetLength(1)));
        for (int y = 0; y < 14; y++)
        {
            for (int x = 0; x < 12; x++)
            {
                (int row, int top, int column, int left) = (y / 4, (y % 4) - 2, x / 5, (x % 5) - 2);
                int index = (2 * row) + column;
                bool inside = top >= 0 && left >= 0 && index < 5 && row < 3 && column < 2;
                Assert.Equal(inside ? (10 * index) + (3 * top) + left : 255, picture[y, x]);
            }
        }
    }

    [Theory]
    [InlineData(GeneratedImageKind.Image, PixelLayout.Planar)]
    [InlineData(GeneratedImageKind.Float, PixelLayout.Planar)]
    [InlineData(GeneratedImageKind.Byte, PixelLayout.Planar)]
    [InlineData(GeneratedImageKind.Byte, PixelLayout.Interleaved)]
    public void EveryKindOfColumnGivesTheSamePicture(GeneratedImageKind kind, PixelLayout layout)
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(3), new() { OutputKind = kind, Layout = layout });
        _ml.DeepLearning.SaveImageGrid(_ml.DeepLearning.Sample(model, 7), "Image", File, columns: 4,
            kind == GeneratedImageKind.Float ? Generators.Signed : null);

        float[] values = [.. Generators.Floats(_ml.DeepLearning.Sample(model, 7, options: new() { OutputKind = GeneratedImageKind.Float })).SelectMany(v => v)];
        ImageGrid.Write(_folder.File("expected.png"), values, 7, 3, 8, 8, Generators.Signed, columns: 4);
        Assert.Equal(System.IO.File.ReadAllBytes(_folder.File("expected.png")), System.IO.File.ReadAllBytes(File));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void FloatsOfNoKnownRangeAreStretched()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Identity(), new() { OutputKind = GeneratedImageKind.Float });
        IDataView samples = _ml.DeepLearning.Sample(model, 9);
        _ml.DeepLearning.SaveImageGrid(samples, "Image", File);

        byte[,] picture = Gray(File);
        Assert.Equal(((3 * 4) + 2, (3 * 7) + 2), (picture.GetLength(0), picture.GetLength(1)));
        float[] all = [.. Generators.Floats(samples).SelectMany(image => image)];
        float[] first = Generators.Floats(samples)[0];
        for (int i = 0; i < 10; i++)
        {
            double expected = 255 * ((double)first[i] - all.Min()) / ((double)all.Max() - all.Min());
            Assert.InRange(picture[2 + (i / 5), 2 + (i % 5)], expected - 0.51, expected + 0.51);
        }
    }

    [Fact]
    public void PicturesThatCannotBeDrawnLeaveNothingBehind()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(), new() { OutputKind = GeneratedImageKind.Byte });
        DeepLearningCatalog catalog = _ml.DeepLearning;
        Assert.Contains("no column 'Bild' of images; there are 'Seed', 'Image'",
            Assert.Throws<ColumnException>(() => catalog.SaveImageGrid(catalog.Sample(model, 2), "Bild", File)).Message);
        Assert.Contains("Column 'Seed' has type Int64; expected an image",
            Assert.Throws<ColumnException>(() => catalog.SaveImageGrid(catalog.Sample(model, 2), "Seed", File)).Message);
        Assert.Contains("no images", Assert.Throws<DeepLearningException>(() => catalog.SaveImageGrid(catalog.Sample(model, 0), "Image", File)).Message);
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => catalog.SaveImageGrid(catalog.Sample(model, 2), "Image", File, -1));
        Assert.Throws<StorageException>(() => catalog.SaveImageGrid(catalog.Sample(model, 2), "Image", _folder.File("no/such/folder.png")));
        Assert.Throws<DeepLearningException>(() => catalog.SaveImageGrid(
            catalog.Sample(model, 2, options: new() { OutputKind = GeneratedImageKind.Float }), "Image", File, 0, new() { Mean = [1, 2] }));
        // Ten images of 64 million pixels each are too many; the error comes before the memory is needed.
        Assert.Contains("more than 268435456 bytes",
            Assert.Throws<DeepLearningException>(() => new ImageGrid(10, 0, new GeneratedShape(1, 8000, 8000))).Message);
        Assert.Contains("TakeRows", Assert.Throws<DeepLearningException>(() => new ImageGrid(int.MaxValue, 0, new GeneratedShape(3, 28, 28))).Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void AnImageOfAnotherSizeIsNamed()
    {
        MLImage[] images = [Image(4, 3), Image(4, 3), Image(3, 4)];
        IDataView rows = _ml.Data.LoadFromEnumerable(images.Select(image => new PictureRow { Image = image }));

        Assert.Contains("Row 2 of column 'Image' is an image of 3 x 4 pixels, the first one has 4 x 3",
            Assert.Throws<ColumnException>(() => _ml.DeepLearning.SaveImageGrid(rows, "Image", File)).Message);
        Assert.False(System.IO.File.Exists(File));
        Assert.All(images, image => image.Dispose());

        static MLImage Image(int width, int height) =>
            MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, new byte[width * height * 4]);
    }

    [Fact]
    public void AnAnimationHoldsThePicturesAsTheyAre()
    {
        string[] files = [.. Enumerable.Range(0, 3).Select(i => _folder.File($"{i}.png"))];
        for (int i = 0; i < 3; i++)
        {
            float[] values = new float[12];
            LatentNoise.Fill(i, values);
            ImageGrid.Write(files[i], values, 1, 3, 2, 2, Generators.Signed, columns: 1);
        }

        AnimatedPng.Write(File, files, TimeSpan.FromMilliseconds(250));

        List<(string Type, byte[] Data)> chunks = Chunks(System.IO.File.ReadAllBytes(File));
        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 0], chunks[1].Data);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 250, 3, 232, 0, 0], chunks[4].Data);
        Assert.Equal([0u, 1, 2, 3, 4], chunks.Where(c => c.Type is "fcTL" or "fdAT").Select(c => BinaryPrimitives.ReadUInt32BigEndian(c.Data)));
        byte[][] frames = [chunks[3].Data, chunks[5].Data[4..], chunks[7].Data[4..]];
        for (int i = 0; i < 3; i++)
            Assert.Equal(Chunks(System.IO.File.ReadAllBytes(files[i])).Single(c => c.Type == "IDAT").Data, frames[i]);
        // Programs that know no animation see the first picture.
        using MLImage first = MLImage.CreateFromFile(files[0]), animated = MLImage.CreateFromFile(File);
        Assert.Equal(first.Pixels.ToArray(), animated.Pixels.ToArray());
    }

    [Fact]
    public void PicturesThatDoNotBelongTogetherAreNamed()
    {
        ImageGrid.Write(_folder.File("a.png"), new float[4], 1, 1, 2, 2, new(), 1);
        ImageGrid.Write(_folder.File("b.png"), new float[6], 1, 1, 2, 3, new(), 1);
        byte[] whole = System.IO.File.ReadAllBytes(_folder.File("a.png"));
        System.IO.File.WriteAllBytes(_folder.File("cut.png"), whole[..^20]);
        System.IO.File.WriteAllText(_folder.File("text.png"), "no picture");

        foreach ((string name, string expected) in new[]
        {
            ("b.png", "its size or colors are not those of"), ("cut.png", "it is truncated"),
            ("text.png", "it does not begin as one"), ("none.png", "cannot be read"),
        })
        {
            ImageFileException error = Assert.Throws<ImageFileException>(
                () => AnimatedPng.Write(File, [_folder.File("a.png"), _folder.File(name)], TimeSpan.FromSeconds(1)));
            Assert.Contains(expected, error.Message);
            Assert.Equal(_folder.File(name), error.Image);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => AnimatedPng.Write(File, [], TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnimatedPng.Write(File, [_folder.File("a.png")], TimeSpan.Zero));
        Assert.False(System.IO.File.Exists(File));
        Assert.Equal(4, Directory.GetFiles(_folder.Path).Length);
    }

    // The pixels of a grey PNG file with unfiltered rows.
    private static byte[,] Gray(string path)
    {
        List<(string Type, byte[] Data)> chunks = Chunks(System.IO.File.ReadAllBytes(path));
        byte[] header = chunks[0].Data;
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Assert.Equal(0, header[9]);
        using var zlib = new ZLibStream(new MemoryStream(chunks.Single(chunk => chunk.Type == "IDAT").Data), CompressionMode.Decompress);
        var picture = new byte[height, width];
        for (int y = 0; y < height; y++)
        {
            Assert.Equal(0, zlib.ReadByte());
            for (int x = 0; x < width; x++)
                picture[y, x] = (byte)zlib.ReadByte();
        }

        return picture;
    }

    private sealed class PictureRow
    {
        [AnyImageSize]
        public MLImage Image { get; set; } = null!;
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        List<(string, byte[])> chunks = [];
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((System.Text.Encoding.ASCII.GetString(file, at + 4, 4), file[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }

        return chunks;
    }
}
