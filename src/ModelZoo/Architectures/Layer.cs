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
    public sealed record Branches(string? Name, params Layer[] Layers) : Layer(Name)
    {
        /// <summary>What the joined channels are called.</summary>
        public string End { get; init; } = "concat";
    }

    /// <summary>A body and a way around it, added; no shortcut is the value as it is.</summary>
    public sealed record Residual(string? Name, Layer Body, Layer? Shortcut = null) : Layer(Name)
    {
        /// <summary>What the sum is called.</summary>
        public string End { get; init; } = "add";
    }

    /// <summary>Every stride-th pixel, and channels of zeros on both sides.</summary>
    public sealed record ZeroPaddedShortcut(int Channels, int Stride, string? Name = null) : Layer(Name);

    /// <summary>A second head that begins here and helps training.</summary>
    public sealed record Auxiliary(string? Name, params Layer[] Layers) : Layer(Name);

    /// <summary>A transposed convolution that doubles height and width.</summary>
    public sealed record UpConv(int Filters, string? Name = null) : Layer(Name);

    /// <summary>The value as it is.</summary>
    public sealed record Identity() : Layer((string?)null);

    /// <summary>The value times what a gate makes of it, channel by channel.</summary>
    public sealed record Gated(string? Name, Layer Gate) : Layer(Name);

    /// <summary>Layer normalization over the last axis.</summary>
    public sealed record LayerNorm(string? Name = null) : Layer(Name);

    /// <summary>A dense layer over the last axis, whatever is before it.</summary>
    public sealed record Linear(int Units, string? Name = null) : Layer(Name);

    /// <summary>Other order of axes.</summary>
    public sealed record Permute(long[] Axes, string? Name = null) : Layer(Name);

    /// <summary>A learned factor a channel of an image; its tensor has the layer's name.</summary>
    public sealed record LearnedScale(double Start, string Name) : Layer(Name);

    /// <summary>An image's places as a sequence: <c>[N, C, H, W]</c> to <c>[N, H * W, C]</c>.</summary>
    public sealed record Tokens(string Name) : Layer(Name);

    /// <summary>A learned token in front of a sequence; its tensor has the layer's name.</summary>
    public sealed record ClassToken(string Name) : Layer(Name);

    /// <summary>A learned vector added at each place of a sequence; its tensor has the layer's name.</summary>
    public sealed record Positions(string Name) : Layer(Name);

    /// <summary>Multi-head self-attention.</summary>
    public sealed record Attention(int Heads, string Name) : Layer(Name);

    /// <summary>The first token of a sequence.</summary>
    public sealed record FirstToken(string Name) : Layer(Name);
}
