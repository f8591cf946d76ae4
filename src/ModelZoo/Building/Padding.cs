namespace MlNetDeep;

/// <summary>
/// How many rows and columns of zeros (for max pooling: of minus infinity) surround the input of a convolution or
/// pooling. One number stands for all four sides.
/// </summary>
public readonly record struct Padding
{
    private Padding(int top, int left, int bottom, int right, bool same = false)
    {
        if (top < 0 || left < 0 || bottom < 0 || right < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(top), $"Padding must not be negative, but is {top}, {left}, {bottom}, {right}.");
        }

        (Top, Left, Bottom, Right, IsSame) = (top, left, bottom, right, same);
    }

    /// <summary>
    /// As much as makes the output size the input size divided by the stride, rounded up; where it is odd, the bottom
    /// and right get one more.
    /// </summary>
    public static Padding Same { get; } = new(0, 0, 0, 0, same: true);

    /// <summary>None: the kernel stays inside the image. The default.</summary>
    public static Padding Valid { get; }

    /// <summary>Rows above.</summary>
    public int Top { get; }

    /// <summary>Columns to the left.</summary>
    public int Left { get; }

    /// <summary>Rows below.</summary>
    public int Bottom { get; }

    /// <summary>Columns to the right.</summary>
    public int Right { get; }

    internal bool IsSame { get; }

    /// <summary>The same on all four sides.</summary>
    /// <param name="size">Rows and columns on each side.</param>
    public static implicit operator Padding(int size) => new(size, size, size, size);

    /// <summary>The same above and below, and the same left and right.</summary>
    /// <param name="size">Rows, then columns.</param>
    public static implicit operator Padding((int Height, int Width) size) =>
        new(size.Height, size.Width, size.Height, size.Width);

    /// <summary>Each side on its own.</summary>
    /// <param name="top">Rows above.</param>
    /// <param name="left">Columns to the left.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="right">Columns to the right.</param>
    /// <returns>The padding.</returns>
    public static Padding Of(int top, int left, int bottom, int right) => new(top, left, bottom, right);

    /// <summary>ONNX's order: top, left, bottom, right.</summary>
    internal long[] Resolve(long height, long width, Size2D kernel, Size2D stride, Size2D dilation)
    {
        if (!IsSame)
        {
            return [Top, Left, Bottom, Right];
        }

        var rows = SameTotal(height, kernel.Height, stride.Height, dilation.Height);
        var columns = SameTotal(width, kernel.Width, stride.Width, dilation.Width);
        return [rows / 2, columns / 2, rows - (rows / 2), columns - (columns / 2)];
    }

    private static long SameTotal(long size, long kernel, long stride, long dilation)
    {
        var output = (size + stride - 1) / stride;
        return Math.Max(0, ((output - 1) * stride) + ((kernel - 1) * dilation) + 1 - size);
    }
}
