using Microsoft.ML.Common;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How a column's pixels become numbers: (pixel - offset) * scale.</summary>
internal sealed record ExtractionSettings
{
    public ExtractionSettings(ColorPlanes planes, bool asFloats, float offset, float scale)
    {
        Check.Param(float.IsFinite(offset), nameof(offset));
        Check.Param(float.IsFinite(scale) && scale != 0, nameof(scale));
        (Planes, AsFloats, Offset, Scale) = (planes, asFloats, offset, scale);
    }

    public ColorPlanes Planes { get; }

    public bool AsFloats { get; }

    public float Offset { get; }

    public float Scale { get; }

    public static ExtractionSettings Load(BinaryReader reader)
    {
        var colors = (ImagePixelExtractingEstimator.ColorBits)reader.ReadByte();
        var order = (ImagePixelExtractingEstimator.ColorsOrder)reader.ReadByte();
        Check.Decode(colors != 0 && (colors & ImagePixelExtractingEstimator.ColorBits.All) == colors && Enum.IsDefined(order));
        bool asFloats = reader.ReadByte() != 0;
        (float offset, float scale) = (reader.ReadSingle(), reader.ReadSingle());
        Check.Decode(float.IsFinite(offset) && float.IsFinite(scale) && scale != 0 && (asFloats || (offset == 0 && scale == 1)));
        return new ExtractionSettings(new ColorPlanes(colors, order, reader.ReadByte() != 0), asFloats, offset, scale);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Planes.Colors);
        writer.Write((byte)Planes.Order);
        writer.Write((byte)(AsFloats ? 1 : 0));
        writer.Write(Offset);
        writer.Write(Scale);
        writer.Write((byte)(Planes.IsInterleaved ? 1 : 0));
    }
}
