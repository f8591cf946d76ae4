namespace MlNetDeep;

/// <summary>
/// A line of an architecture's table. Layers are named by where they stand: those of a <see cref="Sequence"/> for
/// their place in it, others as the table says.
/// </summary>
internal abstract record Layer(string? Name)
{
    /// <summary>A convolution.</summary>
    public sealed record Conv(
        int Filters, Size2D Kernel, int Stride = 1, int Padding = 0, int Groups = 1, bool Bias = true,
        bool Final = false, string? Name = null)
        : Layer(Name);

    /// <summary>A dense layer; the final one gives the classes.</summary>
    public sealed record Dense(int Units, bool Final = false, string? Name = null) : Layer(Name);

    /// <summary>Batch normalization.</summary>
    public sealed record BatchNorm(float Epsilon = 1e-5f, string? Name = null) : Layer(Name);

    /// <summary>Local response normalization over five channels with Krizhevsky's numbers.</summary>
    public sealed record ResponseNorm(string? Name = null) : Layer(Name);

    /// <summary>An activation without settings.</summary>
    public sealed record Activation(ActivationKind Kind, string? Name = null) : Layer(Name);

    /// <summary>Dropout.</summary>
    public sealed record Dropout(float Rate = 0.5f, string? Name = null) : Layer(Name);

    /// <summary>Max pooling.</summary>
    public sealed record MaxPool(int Kernel, int Stride, int Padding = 0, bool Ceiling = false, string? Name = null)
        : Layer(Name);

    /// <summary>Average pooling.</summary>
    public sealed record AveragePool(int Kernel, int Stride, bool Ceiling = false, string? Name = null) : Layer(Name);

    /// <summary>Average pooling to a fixed size, whatever the size of the image.</summary>
    public sealed record AdaptivePool(int Grid, string? Name = null) : Layer(Name);

    /// <summary>The mean of each channel.</summary>
    public sealed record GlobalPool(string? Name = null) : Layer(Name);

    /// <summary>All dimensions in one.</summary>
    public sealed record Flatten(string? Name = null) : Layer(Name);

    /// <summary>Layers one after the other, named 0, 1, 2, ... below this one's name.</summary>
    public sealed record Sequence(string? Name, params Layer[] Layers) : Layer(Name);

    /// <summary>Layers one after the other, with their own names below this one's.</summary>
    public sealed record Group(string? Name, params Layer[] Layers) : Layer(Name);

    /// <summary>Layers that all begin at the same value; their channels side by side.</summary>
    public sealed record Branches(string? Name, params Layer[] Layers) : Layer(Name);

    /// <summary>A body and a way around it, added; no shortcut is the value as it is.</summary>
    public sealed record Residual(string? Name, Layer Body, Layer? Shortcut = null) : Layer(Name);

    /// <summary>Every stride-th pixel, and channels of zeros on both sides.</summary>
    public sealed record ZeroPaddedShortcut(int Channels, int Stride, string? Name = null) : Layer(Name);

    /// <summary>A second head that begins here and helps training.</summary>
    public sealed record Auxiliary(string? Name, params Layer[] Layers) : Layer(Name);
}
