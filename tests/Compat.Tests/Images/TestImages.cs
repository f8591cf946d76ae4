using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep.Compat.Tests.Images;

/// <summary>Small images and rows of them.</summary>
internal static class TestImages
{
    /// <summary>Opaque BGRA pixels, the color of each given by its place.</summary>
    public static MLImage Make(int width, int height, Func<int, int, (int Red, int Green, int Blue)> color)
    {
        var pixels = new byte[width * height * 4];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int red, int green, int blue) = color(x, y);
                int at = ((y * width) + x) * 4;
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = ((byte)blue, (byte)green, (byte)red, 255);
            }
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
    }

    public static (int Red, int Green, int Blue) At(MLImage image, int x, int y)
    {
        int at = ((y * image.Width) + x) * 4;
        int red = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
        return (image.Pixels[at + red], image.Pixels[at + 1], image.Pixels[at + 2 - red]);
    }

    /// <summary>The value of a column in the only row of a view.</summary>
    public static void Read<T>(IDataView view, string column, Action<T> check)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        ValueGetter<T> getter = cursor.GetGetter<T>(view.Schema[column]);
        Xunit.Assert.True(cursor.MoveNext());
        T value = default!;
        getter(ref value);
        check(value);
    }

    internal sealed class Row
    {
        [ImageType(2, 3)]
        public MLImage Image { get; set; } = null!;
    }

    internal sealed class AnySize
    {
        [ImageType]
        public MLImage Image { get; set; } = null!;
    }

    internal sealed class FileRow
    {
        public string Path { get; set; } = "";
    }
}
