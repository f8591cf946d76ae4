namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>The small image files under Golden/images and short ways to prepare them.</summary>
internal static class Pictures
{
    public const int Width = 48;
    public const int Height = 32;

    public static MLContext Ml { get; } = new(seed: 1);

    /// <summary>Bytes [H, W, C] of RGB, as the expected pictures are.</summary>
    public static PrepareImagesOptions Bytes { get; } = new()
    {
        Preprocessing = new ImagePreprocessing { Width = Width, Height = Height, Layout = PixelLayout.Interleaved },
        AsBytes = true,
    };

    /// <summary>The same options with another preprocessing.</summary>
    public static PrepareImagesOptions Change(this PrepareImagesOptions options, Func<ImagePreprocessing, ImagePreprocessing> change) =>
        options with { Preprocessing = change(options.Preprocessing!) };

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Golden", "images");

    public static string File(string name) => Path.Combine(Folder, name);

    public static IDataView View(params string[] paths) =>
        Ml.Data.LoadFromEnumerable<Row>([.. paths.Select((path, i) => new Row { ImagePath = path, Number = i })]);

    public static T[][] Prepare<T>(PrepareImagesOptions options, params string[] paths) =>
        Column<T>(Ml.DeepLearning.PrepareImages(options).Fit(View(paths)).Transform(View(paths)), options.OutputColumnName);

    public static T[][] Column<T>(IDataView view, string name)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[name]]);
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(view.Schema[name]);
        VBuffer<T> value = default;
        var rows = new List<T[]>();
        while (cursor.MoveNext())
        {
            getter(ref value);
            rows.Add([.. value.DenseValues()]);
        }

        return [.. rows];
    }

    public static void AssertClose(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, double mean, int largest)
    {
        Assert.Equal(expected.Length, actual.Length);
        (long sum, int worst) = (0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            int difference = Math.Abs(expected[i] - actual[i]);
            sum += difference;
            worst = Math.Max(worst, difference);
        }

        double average = (double)sum / expected.Length;
        Assert.True(average <= mean && worst <= largest, $"mean difference {average:0.00} (limit {mean}), largest {worst} (limit {largest})");
    }

    internal sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public int Number { get; set; }
    }
}
