using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>A column of images that a network gives.</summary>
internal static class ImageOutput
{
    public static OutputColumn Column(string name, int output, PixelRestoring pixels, int height, int width) => new(
        name, new ImageDataViewType(height, width), null, source => Getter(source, output, pixels, height, width));

    /// <summary>As ML.NET's ConvertToImage: every image is a new one and belongs to whoever asked for it.</summary>
    public static ValueGetter<MLImage> Getter(IScoreSource source, int output, PixelRestoring pixels, int height, int width)
    {
        var bytes = new byte[height * width * 4];
        return (ref MLImage value) =>
        {
            pixels.WriteBgra(source.Scores(output), bytes);
            value = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, bytes);
        };
    }
}
