namespace MlNetDeep;

/// <content>Branches that join.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The sum of this value and another one of the same network and shape.</summary>
    /// <param name="other">The other value: a builder that this one's network passed through.</param>
    /// <param name="name">The name of the layer. The default value is <c>add</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    /// <exception cref="ArgumentException">The other builder belongs to another network.</exception>
    public NetworkBuilder Add(NetworkBuilder other, string? name = null)
    {
        var layer = _draft.NameLayer(name, "add");
        CheckOther(other);
        if (!Dims.SequenceEqual(other.Dims))
        {
            throw new ShapeException(
                layer,
                $"only equal shapes can be added, but '{_value}' has {ShapeText.FormatBatched(Dims)} and "
                + $"'{other._value}' has {ShapeText.FormatBatched(other.Dims)}.");
        }

        return Combine(layer, "Add", other);
    }

    /// <summary>
    /// This value times another one of the same network, whose dimensions are equal or 1: a gate of <c>[N, C, 1, 1]</c>
    /// multiplies each channel of an image.
    /// </summary>
    /// <param name="other">The other value: a builder that this one's network passed through.</param>
    /// <param name="name">The name of the layer. The default value is <c>multiply</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentException">The other builder belongs to another network.</exception>
    public NetworkBuilder Multiply(NetworkBuilder other, string? name = null)
    {
        var layer = _draft.NameLayer(name, "multiply");
        CheckOther(other);
        return Combine(layer, "Mul", other);
    }

    /// <summary>The channels (axis 1) of this value, then those of another one of the same network.</summary>
    /// <param name="other">The other value: a builder that this one's network passed through.</param>
    /// <param name="name">The name of the layer. The default value is <c>concat</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The shapes differ in more than the channels.</exception>
    /// <exception cref="ArgumentException">The other builder belongs to another network.</exception>
    public NetworkBuilder Concat(NetworkBuilder other, string? name = null) => Join([this, other], name);

    /// <summary>
    /// Several branches that all begin here, their channels (axis 1) side by side, as in an Inception block:
    /// <c>x.Concat(b => b.Conv2D(64, 1), b => b.Conv2D(64, 3, padding: 1))</c>.
    /// </summary>
    /// <param name="branches">The branches, at least one.</param>
    /// <returns>A builder that ends in the new layer, which is called <c>concat</c> and a number.</returns>
    /// <exception cref="ShapeException">The shapes differ in more than the channels.</exception>
    public NetworkBuilder Concat(params Func<NetworkBuilder, NetworkBuilder>[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        return branches.Length == 0
            ? throw new ArgumentException("Give at least one branch.", nameof(branches))
            : Join([.. branches.Select(b => b(this))], null);
    }

    /// <summary>
    /// A residual block: the body's value plus what went into it. He et al., "Deep Residual Learning for Image
    /// Recognition", 2015.
    /// </summary>
    /// <param name="body">The layers of the block, beginning here.</param>
    /// <param name="shortcut">
    /// The way around them, beginning here; usually a 1x1 convolution where the shape changes. The default value is
    /// nothing: the value as it is.
    /// </param>
    /// <param name="name">The name of the addition. The default value is <c>add</c> and a number.</param>
    /// <returns>A builder that ends in the addition.</returns>
    /// <exception cref="ShapeException">Body and shortcut give different shapes.</exception>
    public NetworkBuilder Residual(
        Func<NetworkBuilder, NetworkBuilder> body, Func<NetworkBuilder, NetworkBuilder>? shortcut = null,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body(this).Add(shortcut is null ? this : shortcut(this), name);
    }

    /// <summary>
    /// The shortcut without weights of a residual block that changes size: every stride-th pixel, and channels of zeros
    /// on both sides (option A of He et al., 2015).
    /// </summary>
    internal NetworkBuilder ZeroPaddedShortcut(int channels, int stride, string name)
    {
        var thin = stride == 1 ? this : Cut($"{name}.subsample", [2, 3], 0, int.MaxValue, stride);
        var missing = channels - thin.Dims[1];
        var before = missing / 2;
        return missing == 0 ? thin : thin.Append(
            _draft.NameLayer($"{name}.pad", ""),
            Attributes.Node("Pad"),
            TensorDraft.Shaped($"{name}.pads", [0, before, 0, 0, 0, missing - before, 0, 0]));
    }

    internal NetworkBuilder Join(NetworkBuilder[] parts, string? name)
    {
        var layer = _draft.NameLayer(name, "concat");
        foreach (var part in parts)
        {
            CheckOther(part);
        }

        return new(_draft, _draft.Add(layer, Attributes.Node("Concat").With("axis", 1), parts.Select(p => p._value)));
    }

    private void CheckOther(NetworkBuilder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._draft != _draft)
        {
            throw new ArgumentException(
                "The other builder belongs to another network. Begin both at the same Network.Input.", nameof(other));
        }
    }
}
