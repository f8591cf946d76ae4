using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>Makes pictures of what a network reads from a column: its preprocessing undone, red before blue.</summary>
internal static class InputPictures
{
    /// <summary>A function that gives the picture of the current row; null when the input is not an image of 1 or 3 channels.</summary>
    public static Func<ReportImage?> For(DataViewRow row, ImageColumn column, Network network)
    {
        InputShape shape = column.Shape;
        if (!shape.IsImage || shape.Channels is not (1 or 3))
            return () => null;
        ImageReader reader = column.CreateReader(row);
        ImagePreprocessing? preprocessing = network.Preprocessing;
        bool isBgr = preprocessing?.ColorOrder == ColorOrder.Bgr;
        var bytes = new byte[shape.Size];
        if (column.IsBytes)
        {
            return () =>
            {
                reader.ReadBytes(bytes);
                return Picture();
            };
        }

        var values = new float[shape.Size];
        return () =>
        {
            reader.ReadFloats(values);
            if (preprocessing is null)
                return ReportImage.FromFloats(values, shape.Channels, shape.Height, shape.Width);
            Undo(values, preprocessing, shape.Channels, bytes);
            return Picture();
        };

        ReportImage Picture()
        {
            if (isBgr && shape.Channels == 3)
            {
                int plane = bytes.Length / 3;
                for (int i = 0; i < plane; i++)
                    (bytes[i], bytes[2 * plane + i]) = (bytes[2 * plane + i], bytes[i]);
            }
            return ReportImage.FromPlanar(bytes, shape.Channels, shape.Height, shape.Width);
        }
    }

    private static void Undo(ReadOnlySpan<float> input, ImagePreprocessing preprocessing, int channels, Span<byte> pixels)
    {
        int plane = input.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            float mean = At(preprocessing.Mean, c, 0), deviation = At(preprocessing.StandardDeviation, c, 1);
            for (int i = c * plane; i < (c + 1) * plane; i++)
            {
                float pixel = (input[i] * deviation + mean) / preprocessing.Scale;
                pixels[i] = float.IsNaN(pixel) ? (byte)0 : (byte)MathF.Round(Math.Clamp(pixel, 0, 255));
            }
        }
    }

    private static float At(IReadOnlyList<float> values, int channel, float absent) =>
        values.Count == 0 ? absent : values[values.Count == 1 ? 0 : channel];
}
