namespace MlNetDeep.ModelZoo;

/// <summary>
/// How pixels of 0..255 become the numbers that a network was trained on:
/// <c>input = (pixel * Scale - Mean[c]) / StandardDeviation[c]</c> for channel <c>c</c>.
/// </summary>
/// <remarks>It travels with the network as JSON, under the metadata key <c>preprocessing</c>.</remarks>
public sealed record ImagePreprocessing
{
    /// <summary>The width of the input image in pixels. The default value is 0: whatever the network's input says.</summary>
    public int Width { get; init; }

    /// <summary>The height of the input image in pixels. The default value is 0: whatever the network's input says.</summary>
    public int Height { get; init; }

    /// <summary>The number of channels. The default value is 0: whatever the network's input says.</summary>
    public int Channels { get; init; }

    /// <summary>The order of the channels. The default value is <see cref="ColorOrder.Rgb"/>.</summary>
    public ColorOrder ColorOrder { get; init; } = ColorOrder.Rgb;

    /// <summary>What each pixel is multiplied with first. The default value is 1/255.</summary>
    public float Scale { get; init; } = 1 / 255f;

    /// <summary>
    /// What is then subtracted, per channel; one number stands for all channels. The default value is empty: nothing.
    /// </summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>
    /// What the difference is then divided by, per channel; one number stands for all channels. The default value is
    /// empty: nothing.
    /// </summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [];

    /// <summary>Whether the other one prepares images in the same way.</summary>
    /// <param name="other">The preprocessing to compare with.</param>
    /// <returns>True when every property is equal.</returns>
    public bool Equals(ImagePreprocessing? other) =>
        other is not null && Width == other.Width && Height == other.Height && Channels == other.Channels
        && ColorOrder == other.ColorOrder && Scale.Equals(other.Scale) && Mean.SequenceEqual(other.Mean)
        && StandardDeviation.SequenceEqual(other.StandardDeviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Height, Channels, ColorOrder, Scale, Mean.Count);

    internal string? FindProblem()
    {
        if (Width < 0 || Height < 0 || Channels < 0)
        {
            return $"Width, Height and Channels must not be negative, but are {Width}, {Height} and {Channels}.";
        }

        if (!Enum.IsDefined(ColorOrder))
        {
            return $"ColorOrder {(int)ColorOrder} is unknown; expected Rgb, Bgr or Gray.";
        }

        if (!float.IsFinite(Scale) || Scale == 0)
        {
            return $"Scale must be a finite number other than 0, but is {Scale}.";
        }

        if (Mean is null || !Mean.All(float.IsFinite))
        {
            return "Mean must be a list of finite numbers.";
        }

        if (StandardDeviation is null || !StandardDeviation.All(s => float.IsFinite(s) && s > 0))
        {
            return "StandardDeviation must be a list of finite numbers above 0.";
        }

        return FindCountProblem("Mean", Mean) ?? FindCountProblem("StandardDeviation", StandardDeviation);
    }

    private string? FindCountProblem(string name, IReadOnlyList<float> values) =>
        values.Count <= 1 || Channels == 0 || values.Count == Channels
            ? null
            : $"{name} has {values.Count} numbers for {Channels} channels; give one per channel, one for all, or none.";
}
