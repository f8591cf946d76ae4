namespace MlNetDeep;

/// <summary>How to make a network of an architecture: sizes, classes and weights.</summary>
public sealed class ArchitectureOptions
{
    /// <summary>
    /// The number of classes. One class gives a network that ends in a sigmoid, more one that ends in softmax. The
    /// default value is null: that of the architecture's source (1000 for ImageNet).
    /// </summary>
    public int? Classes { get; init; }

    /// <summary>The height of the images in pixels. The default value is null: the architecture's own.</summary>
    public int? Height { get; init; }

    /// <summary>The width of the images in pixels. The default value is null: the architecture's own.</summary>
    public int? Width { get; init; }

    /// <summary>The number of channels of the images. The default value is null: the architecture's own.</summary>
    public int? Channels { get; init; }

    /// <summary>
    /// Whether to add the heads in the middle of the network that help training it (GoogLeNet has two), as further
    /// outputs; <see cref="Network.WithoutAuxiliaryOutputs"/> drops them. The default value is false.
    /// </summary>
    public bool AuxiliaryHeads { get; init; }

    /// <summary>Determines the weights. The default value is 0.</summary>
    public int Seed { get; init; }
}
