namespace MlNetDeep;

/// <summary>The shape of a generated image.</summary>
/// <param name="Channels">1 (grey) or 3.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Columns of pixels.</param>
internal readonly record struct GeneratedShape(int Channels, int Height, int Width)
{
    /// <summary>The number of values.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>The shape of the images that a network gives.</summary>
    /// <exception cref="DeepLearningException">Its output is not one image of floats.</exception>
    public static GeneratedShape Of(Network network)
    {
        long[] dimensions = ScoringNetwork.OutputDimensionsOf(network);
        if (dimensions is not [1 or 3, >= 1 and <= InputShape.MaxSize, >= 1 and <= InputShape.MaxSize]
            || dimensions[0] * dimensions[1] > InputShape.MaxSize / dimensions[2])
        {
            throw new DeepLearningException(
                $"Output '{network.Outputs[0].Name}' of network '{network.Name}' is [N, {InvariantText.Join(", ", dimensions)}]; expected "
                + "images [N, 1, H, W] or [N, 3, H, W]. Choose another output with Network.WithOutputs.");
        }

        return new GeneratedShape((int)dimensions[0], (int)dimensions[1], (int)dimensions[2]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{Channels}, {Height}, {Width}]";
}
