using Microsoft.ML.Common;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How a column is resized.</summary>
internal sealed record ResizingSettings
{
    public ResizingSettings(int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        Check.Param(width > 0, "imageWidth");
        Check.Param(height > 0, "imageHeight");
        Check.Param(Enum.IsDefined(kind), "resizing");
        Check.Param(Enum.IsDefined(anchor), "anchor");
        (Width, Height, Kind, Anchor) = (width, height, kind, anchor);
        Type = new ImageDataViewType(height, width);
    }

    public int Width { get; }

    public int Height { get; }

    public ImageResizingEstimator.ResizingKind Kind { get; }

    public ImageResizingEstimator.Anchor Anchor { get; }

    public ImageDataViewType Type { get; }

    public static ResizingSettings Load(BinaryReader reader)
    {
        (int width, int height) = (reader.ReadInt32(), reader.ReadInt32());
        var kind = (ImageResizingEstimator.ResizingKind)reader.ReadByte();
        var anchor = (ImageResizingEstimator.Anchor)reader.ReadByte();
        Check.Decode(width > 0 && height > 0 && Enum.IsDefined(kind) && Enum.IsDefined(anchor));
        return new ResizingSettings(width, height, kind, anchor);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Width);
        writer.Write(Height);
        writer.Write((byte)Kind);
        writer.Write((byte)Anchor);
    }
}
