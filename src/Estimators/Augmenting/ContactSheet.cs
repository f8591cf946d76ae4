using System.Runtime.InteropServices;
using Microsoft.ML;
using MlNetDeep.Estimators.LibTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>Draws rows of images: each as it is, then changed by a recipe.</summary>
internal static class ContactSheet
{
    /// <summary>The most images in a row or a column.</summary>
    public const int MaxSide = 64;

    private const int SmallestCell = 56;
    private const int LargestCell = 160;
    private const int Gap = 3;
    private const byte Paper = 255;

    /// <summary>Draws the sheet as a PNG file.</summary>
    public static byte[] Draw(IDataView data, NetworkTrainerOptions options, int images, int variants)
    {
        ImageColumn image = ImageColumn.Bind(data.Schema, options.FeatureColumnName, options.Network);
        InputShape shape = image.Shape;
        if (!shape.IsImage || shape.Channels is not (1 or 3))
        {
            throw new TrainingException($"The input of network '{options.Network.Name}' has shape {shape}; a contact sheet needs images of 1 or 3 channels.");
        }

        OptionsCheck.Throw(options);

        float[] pixels = Read(data, image, images, out int count);
        TorchLibrary.Ready();
        using DisposeScope scope = NewDisposeScope();
        using var augmenter = new Augmenter(options.Augmentation, image, null, CPU, options.Seed ?? 0);
        long[] rows = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        Tensor input = tensor(pixels).reshape([count, .. shape.Dimensions]);
        float[] before = Floats(augmenter.Colors(input, rows, epoch: null));
        (float black, float white) = augmenter.IsBounded ? (0f, 1f) : (before.Min(), before.Max());

        ReportImage[][] columns = [Pictures(before), .. Enumerable.Range(0, variants).Select(e => Pictures(Floats(augmenter.Colors(input, rows, e))))];
        return Paste(columns, shape.Channels);

        ReportImage[] Pictures(float[] colors) => [.. Enumerable.Range(0, count).Select(i =>
            Picture(colors.AsSpan(i * shape.Size, shape.Size), shape, black, white))];
    }

    private static float[] Read(IDataView data, ImageColumn image, int limit, out int count)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([image.Column]);
        ImageReader reader = image.CreateReader(cursor);
        var pixels = new float[limit * image.Size];
        for (count = 0; count < limit && cursor.MoveNext(); count++)
        {
            reader.ReadFloats(pixels.AsSpan(count * image.Size, image.Size));
        }

        return count > 0 ? pixels[..(count * image.Size)] : throw new TrainingException("The data has no rows; there is nothing to show.");
    }

    private static float[] Floats(Tensor images)
    {
        using Tensor dense = images.contiguous();
        return MemoryMarshal.Cast<byte, float>(dense.bytes).ToArray();
    }

    private static ReportImage Picture(ReadOnlySpan<float> colors, InputShape shape, float black, float white)
    {
        var bytes = new byte[colors.Length];
        float span = white > black ? white - black : 1;
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Math.Round(Math.Clamp((colors[i] - black) / span, 0, 1) * 255);
        }

        return ReportImage.FromPlanar(bytes, shape.Channels, shape.Height, shape.Width).ShrinkTo(LargestCell);
    }

    private static byte[] Paste(ReportImage[][] columns, int channels)
    {
        ReportImage any = columns[0][0];
        int factor = Math.Max(1, SmallestCell / Math.Max(any.Width, any.Height));
        (int cellWidth, int cellHeight) = ((any.Width * factor) + Gap, (any.Height * factor) + Gap);
        (int width, int height) = ((columns.Length * cellWidth) + Gap, (columns[0].Length * cellHeight) + Gap);
        var sheet = new byte[width * height * channels];
        sheet.AsSpan().Fill(Paper);
        for (int column = 0; column < columns.Length; column++)
        {
            for (int row = 0; row < columns[column].Length; row++)
            {
                ReadOnlySpan<byte> pixels = columns[column][row].Pixels.Span;
                for (int y = 0; y < any.Height * factor; y++)
                {
                    int target = ((((row * cellHeight) + Gap + y) * width) + (column * cellWidth) + Gap) * channels;
                    for (int x = 0; x < any.Width * factor; x++)
                    {
                        pixels.Slice((((y / factor) * any.Width) + (x / factor)) * channels, channels).CopyTo(sheet.AsSpan(target + (x * channels)));
                    }
                }
            }
        }

        return PngWriter.Encode(sheet, width, height, channels);
    }
}
