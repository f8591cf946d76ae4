namespace MlNetDeep;

/// <content>Pooling and changes of shape.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The largest value of each window: <c>[N, C, H, W]</c> to <c>[N, C, H', W']</c>.</summary>
    /// <param name="kernel">The size of the window; one number for a square.</param>
    /// <param name="stride">How far the window moves. The default value is the size of the window.</param>
    /// <param name="padding">What surrounds the image; never the largest. The default value is none.</param>
    /// <param name="dilation">The distance of the window's elements. The default value is 1.</param>
    /// <param name="ceiling">
    /// Whether a last, incomplete window counts (sizes are rounded up rather than down). The default value is false.
    /// </param>
    /// <param name="name">The name of the layer. The default value is <c>max_pool</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The input is no image, or the window is larger than it.</exception>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    public NetworkBuilder MaxPool2D(
        Size2D kernel, Size2D? stride = null, Padding padding = default, Size2D? dilation = null, bool ceiling = false,
        string? name = null)
    {
        var layer = _draft.NameLayer(name, "max_pool");
        var (_, height, width) = Image(layer, "max pooling");
        var (steps, spread) = (stride ?? kernel, dilation ?? 1);
        var pads = ResolvePool(layer, kernel, steps, spread, padding, height, width);
        return Append(layer, Attributes.Node("MaxPool")
            .With("kernel_shape", [kernel.Height, kernel.Width])
            .With("strides", [steps.Height, steps.Width])
            .With("pads", pads)
            .With("dilations", [spread.Height, spread.Width])
            .With("ceil_mode", ceiling ? 1 : 0));
    }

    /// <summary>The mean of each window: <c>[N, C, H, W]</c> to <c>[N, C, H', W']</c>.</summary>
    /// <param name="kernel">The size of the window; one number for a square.</param>
    /// <param name="stride">How far the window moves. The default value is the size of the window.</param>
    /// <param name="padding">What surrounds the image. The default value is none.</param>
    /// <param name="ceiling">
    /// Whether a last, incomplete window counts (sizes are rounded up rather than down). The default value is false.
    /// </param>
    /// <param name="countPadding">Whether padding counts in the mean, as zeros. The default value is false.</param>
    /// <param name="name">The name of the layer. The default value is <c>average_pool</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The input is no image, or the window is larger than it.</exception>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    public NetworkBuilder AveragePool2D(
        Size2D kernel, Size2D? stride = null, Padding padding = default, bool ceiling = false,
        bool countPadding = false, string? name = null)
    {
        var layer = _draft.NameLayer(name, "average_pool");
        var (_, height, width) = Image(layer, "average pooling");
        var steps = stride ?? kernel;
        var pads = ResolvePool(layer, kernel, steps, 1, padding, height, width);
        return Append(layer, Attributes.Node("AveragePool")
            .With("kernel_shape", [kernel.Height, kernel.Width])
            .With("strides", [steps.Height, steps.Width])
            .With("pads", pads)
            .With("ceil_mode", ceiling ? 1 : 0)
            .With("count_include_pad", countPadding ? 1 : 0));
    }

    /// <summary>
    /// The mean of each channel: <c>[N, C, H, W]</c> to <c>[N, C, 1, 1]</c>. Follow it with <see cref="Flatten"/> to
    /// get <c>[N, C]</c>.
    /// </summary>
    /// <param name="name">The name of the layer. The default value is <c>global_average_pool</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The input is no image.</exception>
    public NetworkBuilder GlobalAveragePool(string? name = null)
    {
        var layer = _draft.NameLayer(name, "global_average_pool");
        Image(layer, "global average pooling");
        return Append(layer, Attributes.Node("GlobalAveragePool"));
    }

    /// <summary>The largest value of each map: <c>[N, C, H, W]</c> to <c>[N, C, 1, 1]</c>.</summary>
    internal NetworkBuilder GlobalMaxPool(string name)
    {
        Image(name, "global max pooling");
        return Append(name, Attributes.Node("GlobalMaxPool"));
    }

    /// <summary>
    /// The means of a grid of windows that covers the image whatever its size: <c>[N, C, H, W]</c> to
    /// <c>[N, C, grid height, grid width]</c>. Window i of n over a size s goes from floor(i s / n) to
    /// ceil((i + 1) s / n), as in PyTorch.
    /// </summary>
    /// <param name="grid">The size of the result; one number for a square.</param>
    /// <param name="name">The name of the layer. The default value is <c>adaptive_average_pool</c> and a number.</param>
    /// <returns>
    /// A builder that ends in the new layer: an average pooling where the windows are equal, a product with constant
    /// matrices otherwise, and no layer at all when the image has that size already.
    /// </returns>
    /// <exception cref="ShapeException">The input is no image.</exception>
    /// <exception cref="OptionsException">The grid is smaller than 1x1.</exception>
    public NetworkBuilder AdaptiveAveragePool2D(Size2D grid, string? name = null)
    {
        var layer = _draft.NameLayer(name, "adaptive_average_pool");
        var (_, height, width) = Image(layer, "adaptive average pooling");
        new LayerProblems(layer).Positive("grid", grid).ThrowIfAny();
        if (height == grid.Height && width == grid.Width)
        {
            return this;
        }

        if (height % grid.Height == 0 && width % grid.Width == 0)
        {
            var window = new Size2D((int)(height / grid.Height), (int)(width / grid.Width));
            return Append(layer, Attributes.Node("AveragePool")
                .With("kernel_shape", [window.Height, window.Width])
                .With("strides", [window.Height, window.Width]));
        }

        // Constants of the graph rather than tensors of it: they are no weights.
        var rows = Constant($"{layer}.rows", AdaptiveWindows.Matrix(height, grid.Height), grid.Height, height);
        var columns = Constant(
            $"{layer}.columns", AdaptiveWindows.Transposed(width, grid.Width), width, grid.Width);
        var half = _draft.Add($"{layer}.across", Attributes.Node("MatMul"), [_value, columns]);
        return new(_draft, _draft.Add(layer, Attributes.Node("MatMul"), [rows, half]));
    }

    /// <summary>All dimensions of an example in one: <c>[N, C, H, W]</c> to <c>[N, C * H * W]</c>.</summary>
    /// <param name="name">The name of the layer. The default value is <c>flatten</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder Flatten(string? name = null) =>
        Append(_draft.NameLayer(name, "flatten"), Attributes.Node("Flatten").With("axis", 1));

    /// <summary>Other dimensions for the same elements of each example.</summary>
    /// <param name="shape">The new shape without the batch; one size may be -1: whatever is left.</param>
    /// <returns>A builder that ends in the new layer, which is called <c>reshape</c> and a number.</returns>
    /// <exception cref="ShapeException">The number of elements would not stay the same.</exception>
    public NetworkBuilder Reshape(params int[] shape) => Reshape(shape, null);

    /// <summary>Other dimensions for the same elements of each example.</summary>
    /// <param name="shape">The new shape without the batch; one size may be -1: whatever is left.</param>
    /// <param name="name">The name of the layer; null for <c>reshape</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The number of elements would not stay the same.</exception>
    public NetworkBuilder Reshape(int[] shape, string? name)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var layer = _draft.NameLayer(name, "reshape");
        if (shape.Any(d => d is 0 or < -1))
        {
            throw new ShapeException(
                layer,
                $"the new shape {ShapeText.FormatBatched([0, .. shape.Select(d => (long)d)])} must consist of sizes of "
                + $"at least 1 and at most one -1; the input has shape {ShapeText.FormatBatched(Dims)}.");
        }

        // A leading 0 keeps the batch as it is.
        return Append(layer, Attributes.Node("Reshape"), TensorDraft.Shaped(
            $"{layer}.shape", [0, .. shape.Select(d => (long)d)]));
    }

    private string Constant(string name, float[] values, params long[] shape) =>
        _draft.Add(
            name, Attributes.Node("Constant").With("value", NetworkTensor.Create(name, values, shape)), []);

    private static long[] ResolvePool(
        string layer, Size2D kernel, Size2D stride, Size2D dilation, Padding padding, long height, long width)
    {
        new LayerProblems(layer)
            .Positive("kernel", kernel)
            .Positive("stride", stride)
            .Positive("dilation", dilation)
            .ThrowIfAny();
        var pads = padding.Resolve(height, width, kernel, stride, dilation);
        var extents = new Size2D(((kernel.Height - 1) * dilation.Height) + 1, ((kernel.Width - 1) * dilation.Width) + 1);
        new LayerProblems(layer)
            .Require(
                pads[0] < extents.Height && pads[2] < extents.Height && pads[1] < extents.Width && pads[3] < extents.Width,
                "padding", $"less than the window of {extents}", InvariantText.Join(", ", pads))
            .ThrowIfAny();
        return pads;
    }
}
