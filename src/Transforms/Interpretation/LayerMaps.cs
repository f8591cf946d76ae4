namespace MlNetDeep;

/// <summary>What a layer makes of a picture: its feature maps.</summary>
public sealed class LayerMaps
{
    private readonly float[] _values;

    internal LayerMaps(FeatureMaps maps)
    {
        _values = maps.Values;
        (Layer, Channels, Height, Width) = (maps.Layer, maps.Channels, maps.Height, maps.Width);
    }

    /// <summary>The layer's name.</summary>
    public string Layer { get; }

    /// <summary>Number of maps.</summary>
    public int Channels { get; }

    /// <summary>Rows of a map.</summary>
    public int Height { get; }

    /// <summary>Columns of a map.</summary>
    public int Width { get; }

    /// <summary>The maps' values, <c>[C, H, W]</c>.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>A map as a grey picture: its smallest value black, its largest white.</summary>
    /// <param name="channel">The map, counted from 0.</param>
    /// <returns>The picture, as large as the map.</returns>
    public ReportImage ToImage(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Channels);
        int plane = Height * Width;
        return ReportImage.FromFloats(_values.AsSpan(channel * plane, plane), 1, Height, Width);
    }
}
