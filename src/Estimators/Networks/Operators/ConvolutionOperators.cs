using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Convolution and transposed convolution of images.</summary>
internal static class ConvolutionOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["Conv"] = new(Convolution, "one- and three-dimensional convolution; kernels that the network computes");
        table["ConvTranspose"] = new(Transposed, "output_shape and auto_pad; one- and three-dimensional convolution; kernels that the network computes");
    }

    private static Operation Convolution(NodeContext c)
    {
        int input = c.In(0), weight = c.In(1), bias = c.OptionalIn(2), output = c.Out;
        var a = new SpatialAttributes(c, KernelOf(c));
        long groups = c.Node.GetInt("group", 1);
        if (a.IsSymmetric)
        {
            long[] padding = [a.Pads[0], a.Pads[1]];
            return f => f[output] = F.conv2d(
                f.Operand(f[input]), f.Operand(f[weight]), Bias(f, bias), a.Strides, padding, a.Dilations, groups);
        }

        return f =>
        {
            long[] pads = a.PadsFor(f[input]);
            bool symmetric = pads[0] == pads[2] && pads[1] == pads[3];
            long[] padding = symmetric ? [pads[0], pads[1]] : [0, 0];
            Tensor padded = symmetric ? f[input] : SpatialAttributes.Pad(f[input], pads, 0);
            f[output] = F.conv2d(
                f.Operand(padded), f.Operand(f[weight]), Bias(f, bias), a.Strides, padding, a.Dilations, groups);
        };
    }

    private static Operation Transposed(NodeContext c)
    {
        if (c.Node.Has("output_shape") || c.Node.GetString("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
        {
            c.Unsupported("output_shape and auto_pad are not supported; give pads and output_padding.");
        }

        int input = c.In(0), weight = c.In(1), bias = c.OptionalIn(2), output = c.Out;
        var a = new SpatialAttributes(c, KernelOf(c));
        long groups = c.Node.GetInt("group", 1);
        long[] outputPadding = [.. c.Node.GetInts("output_padding", [0L, 0L])];
        long[] pads = a.Pads;
        long[] padding = a.IsSymmetric ? [pads[0], pads[1]] : [0, 0];
        return f =>
        {
            Tensor result = F.conv_transpose2d(
                f.Operand(f[input]), f.Operand(f[weight]), Bias(f, bias), a.Strides, padding, outputPadding, a.Dilations, groups);
            if (!a.IsSymmetric)
            {
                // A transposed convolution's padding crops its output; torch crops both sides alike.
                using Tensor full = result;
                using Tensor rows = full.narrow(2, pads[0], full.size(2) - pads[0] - pads[2]);
                result = rows.narrow(3, pads[1], rows.size(3) - pads[1] - pads[3]);
            }

            f[output] = result;
        };
    }

    private static Tensor? Bias(Frame frame, int slot) => slot < 0 ? null : frame.Operand(frame[slot]);

    private static long[] KernelOf(NodeContext c)
    {
        if (c.Node.Has("kernel_shape"))
        {
            return [.. c.Node.GetInts("kernel_shape")];
        }

        MlNetDeep.NetworkTensor? weight = c.Constant(1);
        if (weight is null || weight.Shape.Count < 3)
        {
            c.Unsupported("the kernel's size is unknown: there is no kernel_shape, and the weight is not an initializer.");
        }

        return [.. weight.Shape.Skip(2)];
    }
}
