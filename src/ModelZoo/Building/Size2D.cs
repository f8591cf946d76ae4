namespace MlNetDeep;

/// <summary>A height and a width: of a kernel, a stride or a dilation. One number stands for a square.</summary>
/// <param name="Height">Along the rows.</param>
/// <param name="Width">Along the columns.</param>
public readonly record struct Size2D(int Height, int Width)
{
    /// <summary>Makes a square.</summary>
    /// <param name="size">Height and width.</param>
    public static implicit operator Size2D(int size) => new(size, size);

    /// <summary>Makes a size of a pair.</summary>
    /// <param name="size">Height, then width.</param>
    public static implicit operator Size2D((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>Gives the size as text.</summary>
    /// <returns>For example <c>3x3</c>.</returns>
    public override string ToString() => $"{Height}x{Width}";
}
