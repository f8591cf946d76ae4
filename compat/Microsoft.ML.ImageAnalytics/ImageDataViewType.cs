using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The type of a column of images.</summary>
public sealed class ImageDataViewType : StructuredDataViewType
{
    public readonly int Height;
    public readonly int Width;

    public ImageDataViewType()
        : base(typeof(MLImage))
    {
    }

    public ImageDataViewType(int height, int width)
        : base(typeof(MLImage))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)height * width, int.MaxValue / 4, nameof(height));
        Height = height;
        Width = width;
    }

    public override bool Equals(DataViewType other) =>
        other is ImageDataViewType image && Height == image.Height && Width == image.Width;

    public override int GetHashCode() => HashCode.Combine(Height, Width);

    public override string ToString() => Height == 0 && Width == 0 ? "Image" : $"Image<{Height}, {Width}>";
}
