using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Nearest and cubic sampling, with the geometry of ML.NET's resizing kinds.</summary>
internal static class Resampling
{
    public static MLImage Resize(
        MLImage source, int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        MLImage target = MLImage.Create(width, height, source.PixelFormat);
        if (kind == ImageResizingEstimator.ResizingKind.Fill)
            Nearest(source, target);
        else
            Mitchell(source, target, Place(source, width, height, kind, anchor));
        return target;
    }

    /// <summary>Where the whole source comes to lie; more than the target when cropping.</summary>
    private static (int X, int Y, int Width, int Height) Place(
        MLImage source, int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        float across = (float)width / source.Width;
        float down = (float)height / source.Height;
        bool crops = kind == ImageResizingEstimator.ResizingKind.IsoCrop;
        bool fitsWidth = crops == (down < across);
        float scale = fitsWidth ? across : down;
        int spareX = fitsWidth ? 0 : Spare(width, source.Width * scale, ImageResizingEstimator.Anchor.Left, ImageResizingEstimator.Anchor.Right);
        int spareY = fitsWidth ? Spare(height, source.Height * scale, ImageResizingEstimator.Anchor.Top, ImageResizingEstimator.Anchor.Bottom) : 0;
        return (spareX, spareY, (int)(source.Width * scale), (int)(source.Height * scale));

        int Spare(int room, float size, ImageResizingEstimator.Anchor start, ImageResizingEstimator.Anchor end) =>
            crops && anchor == start ? 0
            : crops && anchor == end ? (int)(room - size)
            : (int)((room - size) / 2);
    }

    private static void Nearest(MLImage source, MLImage target)
    {
        ReadOnlySpan<byte> from = source.Pixels;
        Span<byte> to = target.Writable;
        for (int y = 0; y < target.Height; y++)
        {
            int row = Math.Min(source.Height - 1, (int)((y + 0.5f) * source.Height / target.Height)) * source.Width;
            for (int x = 0; x < target.Width; x++)
            {
                int column = Math.Min(source.Width - 1, (int)((x + 0.5f) * source.Width / target.Width));
                from.Slice((row + column) * 4, 4).CopyTo(to[(((y * target.Width) + x) * 4)..]);
            }
        }
    }

    // Four by four samples around the point, however much the picture shrinks.
    private static void Mitchell(MLImage source, MLImage target, (int X, int Y, int Width, int Height) place)
    {
        ReadOnlySpan<byte> from = source.Pixels;
        Span<byte> to = target.Writable;
        Span<float> across = stackalloc float[4];
        Span<float> down = stackalloc float[4];
        int right = Math.Min(target.Width, place.X + place.Width);
        int bottom = Math.Min(target.Height, place.Y + place.Height);
        for (int y = Math.Max(0, place.Y); y < bottom; y++)
        {
            int top = Weights((y - place.Y + 0.5f) * source.Height / place.Height, down);
            for (int x = Math.Max(0, place.X); x < right; x++)
            {
                int left = Weights((x - place.X + 0.5f) * source.Width / place.Width, across);
                System.Numerics.Vector4 sum = default;
                for (int i = 0; i < 4; i++)
                {
                    int row = Math.Clamp(top + i, 0, source.Height - 1) * source.Width;
                    for (int j = 0; j < 4; j++)
                    {
                        int pixel = (row + Math.Clamp(left + j, 0, source.Width - 1)) * 4;
                        sum += down[i] * across[j]
                            * new System.Numerics.Vector4(from[pixel], from[pixel + 1], from[pixel + 2], from[pixel + 3]);
                    }
                }

                Write(to.Slice(((y * target.Width) + x) * 4, 4), sum);
            }
        }
    }

    // Premultiplied colors never exceed their alpha.
    private static void Write(Span<byte> pixel, System.Numerics.Vector4 value)
    {
        float alpha = Math.Clamp(value.W, 0, 255);
        for (int i = 0; i < 3; i++)
            pixel[i] = (byte)(Math.Clamp(value[i], 0, alpha) + 0.5f);
        pixel[3] = (byte)(alpha + 0.5f);
    }

    /// <summary>Mitchell and Netravali's cubic, B = C = 1/3; returns the first of the four samples.</summary>
    private static int Weights(float position, Span<float> weights)
    {
        float first = MathF.Floor(position - 0.5f) - 1;
        for (int i = 0; i < 4; i++)
        {
            float t = Math.Abs(position - 0.5f - (first + i));
            weights[i] = t < 1
                ? ((((7 * t) - 12) * t * t) + (16 / 3f)) / 6
                : t < 2 ? (((((-7 / 3f * t) + 12) * t) - 20) * t + (32 / 3f)) / 6 : 0;
        }

        return (int)first;
    }
}
