using Microsoft.ML.Common;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How a vector becomes an image: pixel = value * scale - offset.</summary>
internal sealed record ConversionSettings
{
    public ConversionSettings(ColorPlanes planes, int width, int height, float offset, float scale)
    {
        Check.Param(width > 0, "imageWidth", "Image width must be greater than zero");
        Check.Param(height > 0, "imageHeight", "Image height must be greater than zero");
        Check.Param(float.IsFinite(offset), "offsetImage");
        Check.Param(float.IsFinite(scale) && scale != 0, "scaleImage");
        (Planes, Width, Height, Offset, Scale) = (planes, width, height, offset, scale);
        Type = new ImageDataViewType(height, width);
    }

    public ColorPlanes Planes { get; }

    public int Width { get; }

    public int Height { get; }

    public float Offset { get; }

    public float Scale { get; }

    public ImageDataViewType Type { get; }

    /// <summary>Alpha, red, green and blue where the vector has none.</summary>
    public int[] Defaults { get; private init; } = [255, 0, 0, 0];

    public static ConversionSettings Load(BinaryReader reader)
    {
        var colors = (ImagePixelExtractingEstimator.ColorBits)reader.ReadByte();
        var order = (ImagePixelExtractingEstimator.ColorsOrder)reader.ReadByte();
        Check.Decode(colors != 0 && (colors & ImagePixelExtractingEstimator.ColorBits.All) == colors && Enum.IsDefined(order));
        (int width, int height) = (reader.ReadInt32(), reader.ReadInt32());
        (float offset, float scale) = (reader.ReadSingle(), reader.ReadSingle());
        Check.Decode(width > 0 && height > 0 && float.IsFinite(offset) && float.IsFinite(scale) && scale != 0);
        var planes = new ColorPlanes(colors, order, reader.ReadByte() != 0);
        return new ConversionSettings(planes, width, height, offset, scale)
        {
            Defaults = [reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()],
        };
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Planes.Colors);
        writer.Write((byte)Planes.Order);
        writer.Write(Width);
        writer.Write(Height);
        writer.Write(Offset);
        writer.Write(Scale);
        writer.Write((byte)(Planes.IsInterleaved ? 1 : 0));
        foreach (int color in Defaults)
            writer.Write(color);
    }
}
