using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <content>Convolutions and dense layers.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>
    /// A convolution: <c>[N, C, H, W]</c> to <c>[N, filters, H', W']</c>. Its weight is
    /// <c>[filters, C / groups, kernel height, kernel width]</c>.
    /// </summary>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="kernel">The size of the kernel; one number for a square.</param>
    /// <param name="stride">How far the kernel moves. The default value is 1.</param>
    /// <param name="padding">Zeros around the image. The default value is none (<see cref="Padding.Valid"/>).</param>
    /// <param name="dilation">The distance of the kernel's elements. The default value is 1.</param>
    /// <param name="groups">
    /// How many groups the channels form; each group of filters sees its group of channels only. The default value is 1.
    /// </param>
    /// <param name="bias">Whether each filter adds a bias. The default value is true.</param>
    /// <param name="init">How the weight begins. The default value is <see cref="Initializer.GlorotUniform"/>.</param>
    /// <param name="biasInit">How the bias begins. The default value is <see cref="Initializer.Zeros"/>.</param>
    /// <param name="name">The name of the layer. The default value is <c>conv</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The input is no image, or the kernel is larger than the padded image.</exception>
    /// <exception cref="OptionsException">A number is out of range, or the groups do not divide the channels.</exception>
    public NetworkBuilder Conv2D(
        int filters, Size2D kernel, Size2D? stride = null, Padding padding = default, Size2D? dilation = null,
        int groups = 1, bool bias = true, Initializer? init = null, Initializer? biasInit = null, string? name = null)
    {
        var layer = _draft.NameLayer(name, "conv");
        var (channels, height, width) = Image(layer, "convolution");
        var (steps, spread) = (stride ?? 1, dilation ?? 1);
        CheckConvolution(layer, channels, filters, kernel, steps, spread, groups);
        var area = (double)kernel.Height * kernel.Width;
        var weight = TensorDraft.Weights(
            $"{layer}.weight", [filters, channels / groups, kernel.Height, kernel.Width],
            init ?? Initializer.GlorotUniform, channels / groups * area, filters / groups * area);
        var node = Attributes.Node("Conv")
            .With("kernel_shape", [kernel.Height, kernel.Width])
            .With("strides", [steps.Height, steps.Width])
            .With("pads", padding.Resolve(height, width, kernel, steps, spread))
            .With("dilations", [spread.Height, spread.Width])
            .With("group", groups);
        return AppendWithBias(layer, node, weight, filters, channels / groups * area, bias, biasInit);
    }

    /// <summary>
    /// A transposed convolution, which makes images larger: <c>[N, C, H, W]</c> to <c>[N, filters, H', W']</c> with
    /// <c>H' = (H - 1) * stride - padding top and bottom + dilation * (kernel - 1) + output padding + 1</c>. Its weight
    /// is <c>[C, filters / groups, kernel height, kernel width]</c>.
    /// </summary>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="kernel">The size of the kernel; one number for a square.</param>
    /// <param name="stride">How far apart the inputs are spread. The default value is 1.</param>
    /// <param name="padding">
    /// What is cut off the result. The default value is nothing; <see cref="Padding.Same"/> makes the output the input
    /// size times the stride.
    /// </param>
    /// <param name="outputPadding">Rows and columns added at the bottom and right. The default value is 0.</param>
    /// <param name="dilation">The distance of the kernel's elements. The default value is 1.</param>
    /// <param name="groups">How many groups the channels form. The default value is 1.</param>
    /// <param name="bias">Whether each filter adds a bias. The default value is true.</param>
    /// <param name="init">How the weight begins. The default value is <see cref="Initializer.GlorotUniform"/>.</param>
    /// <param name="biasInit">How the bias begins. The default value is <see cref="Initializer.Zeros"/>.</param>
    /// <param name="name">The name of the layer. The default value is <c>conv_transpose</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The input is no image, or the padding leaves nothing of it.</exception>
    /// <exception cref="OptionsException">A number is out of range, or the groups do not divide the channels.</exception>
    public NetworkBuilder ConvTranspose2D(
        int filters, Size2D kernel, Size2D? stride = null, Padding padding = default, Size2D? outputPadding = null,
        Size2D? dilation = null, int groups = 1, bool bias = true, Initializer? init = null,
        Initializer? biasInit = null, string? name = null)
    {
        var layer = _draft.NameLayer(name, "conv_transpose");
        var (channels, _, _) = Image(layer, "transposed convolution");
        var (steps, spread, extra) = (stride ?? 1, dilation ?? 1, outputPadding ?? 0);
        CheckConvolution(layer, channels, filters, kernel, steps, spread, groups);
        new LayerProblems(layer)
            .Require(
                extra is { Height: >= 0, Width: >= 0 }
                && extra.Height < Math.Max(steps.Height, spread.Height)
                && extra.Width < Math.Max(steps.Width, spread.Width),
                "outputPadding", "at least 0 and less than the stride or the dilation", extra)
            .ThrowIfAny();
        var area = (double)kernel.Height * kernel.Width;
        var weight = TensorDraft.Weights(
            $"{layer}.weight", [channels, filters / groups, kernel.Height, kernel.Width],
            init ?? Initializer.GlorotUniform, channels / groups * area, filters / groups * area);
        var (pads, outputs) = ResolveTransposed(padding, kernel, steps, spread, extra);
        var node = Attributes.Node("ConvTranspose")
            .With("kernel_shape", [kernel.Height, kernel.Width])
            .With("strides", [steps.Height, steps.Width])
            .With("pads", pads)
            .With("output_padding", outputs)
            .With("dilations", [spread.Height, spread.Width])
            .With("group", groups);
        return AppendWithBias(layer, node, weight, filters, channels / groups * area, bias, biasInit);
    }

    /// <summary>
    /// A dense (fully connected) layer: <c>[N, features]</c> to <c>[N, units]</c>. Its weight is
    /// <c>[units, features]</c>, as in PyTorch.
    /// </summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="bias">Whether each unit adds a bias. The default value is true.</param>
    /// <param name="init">How the weight begins. The default value is <see cref="Initializer.GlorotUniform"/>.</param>
    /// <param name="biasInit">How the bias begins. The default value is <see cref="Initializer.Zeros"/>.</param>
    /// <param name="name">The name of the layer. The default value is <c>dense</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The input has more than one dimension per example: flatten it first.</exception>
    /// <exception cref="OptionsException">The number of units is less than 1.</exception>
    public NetworkBuilder Dense(
        int units, bool bias = true, Initializer? init = null, Initializer? biasInit = null, string? name = null)
    {
        var layer = _draft.NameLayer(name, "dense");
        new LayerProblems(layer).Positive("units", units).ThrowIfAny();
        if (Dims is not [_, var features])
        {
            throw new ShapeException(
                layer,
                $"a dense layer needs an input [N, features], but '{_value}' has shape "
                + $"{ShapeText.FormatBatched(Dims)}. Put Flatten() before it.");
        }

        var weight = TensorDraft.Weights(
            $"{layer}.weight", [units, features], init ?? Initializer.GlorotUniform, features, units);
        return AppendWithBias(
            layer, Attributes.Node("Gemm").With("transB", 1), weight, units, features, bias, biasInit);
    }

    private static void CheckConvolution(
        string layer, long channels, int filters, Size2D kernel, Size2D stride, Size2D dilation, int groups) =>
        new LayerProblems(layer)
            .Positive("filters", filters)
            .Positive("kernel", kernel)
            .Positive("stride", stride)
            .Positive("dilation", dilation)
            .Positive("groups", groups)
            .Require(
                groups < 1 || (channels % groups == 0 && filters % groups == 0), "groups",
                $"a divisor of the {channels} input channels and the {filters} filters", groups)
            .ThrowIfAny();

    // "Same" for a transposed convolution: output = input * stride, by cutting what is more or adding what is less.
    private static (long[] Pads, long[] Outputs) ResolveTransposed(
        Padding padding, Size2D kernel, Size2D stride, Size2D dilation, Size2D extra)
    {
        if (!padding.IsSame)
        {
            return ([padding.Top, padding.Left, padding.Bottom, padding.Right], [extra.Height, extra.Width]);
        }

        var rows = ((long)(kernel.Height - 1) * dilation.Height) + 1 - stride.Height;
        var columns = ((long)(kernel.Width - 1) * dilation.Width) + 1 - stride.Width;
        var (cutRows, cutColumns) = (Math.Max(0, rows), Math.Max(0, columns));
        return (
            [cutRows / 2, cutColumns / 2, cutRows - (cutRows / 2), cutColumns - (cutColumns / 2)],
            [Math.Max(0, -rows), Math.Max(0, -columns)]);
    }

    private NetworkBuilder AppendWithBias(
        string layer, NodeProto node, TensorDraft weight, int outputs, double fanIn, bool bias, Initializer? biasInit) =>
        bias
            ? Append(layer, node, weight, TensorDraft.Weights(
                $"{layer}.bias", [outputs], biasInit ?? Initializer.Zeros, fanIn, outputs))
            : Append(layer, node, weight);
}
