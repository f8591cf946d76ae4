using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Convolution and transposed convolution over one to three dimensions.</summary>
internal static class ConvolutionOperators
{
    private const string Limits = "computed kernels without kernel_shape";

    public static void AddTo(OperatorTable table)
    {
        table.Add("Conv", 1, Convolution, Limits);
        table.Add("ConvTranspose", 1, Transposed, Limits);
    }

    private static Operation Convolution(NodeContext c)
    {
        int input = c.In(0), weight = c.In(1), bias = c.OptionalIn(2), output = c.Out;
        var a = new SpatialAttributes(c, KernelOf(c));
        long groups = c.Int("group", 1);
        long[] symmetric = a.Pads[..a.Rank];
        return f =>
        {
            Tensor x = a.Lift(f[input]);
            long[] pads = a.IsSymmetric ? a.Pads : a.PadsFor(x), padding = symmetric;
            if (!a.IsSymmetric)
            {
                bool even = SpatialAttributes.IsEven(pads);
                padding = even ? pads[..a.Rank] : new long[a.Rank];
                x = even ? x : SpatialAttributes.Pad(x, pads, 0);
            }

            Tensor w = f.Operand(a.Lift(f[weight]));
            f[output] = a.Lower(a.Rank == 2
                ? F.conv2d(f.Operand(x), w, Bias(f, bias), a.Strides, padding, a.Dilations, groups)
                : F.conv3d(f.Operand(x), w, Bias(f, bias), a.Strides, padding, a.Dilations, groups));
        };
    }

    private static Operation Transposed(NodeContext c)
    {
        int input = c.In(0), weight = c.In(1), bias = c.OptionalIn(2), output = c.Out;
        long[] kernel = KernelOf(c);
        var a = new SpatialAttributes(c, kernel);
        long groups = c.Int("group", 1);
        long[] extra = c.Ints("output_padding") ?? new long[kernel.Length];
        long[]? sizes = c.Ints("output_shape");
        if (extra.Length != kernel.Length || (sizes is not null && sizes.Length < kernel.Length))
        {
            c.Unsupported("output_padding and output_shape need a number for each spatial dimension.");
        }

        // Some exporters give batch and channels too; the spatial sizes are the last ones.
        sizes = sizes?[^kernel.Length..];
        if (a.Rank > kernel.Length)
        {
            extra = [0, .. extra];
            sizes = sizes is null ? null : [1, .. sizes];
        }

        bool direct = a.IsSymmetric && sizes is null;
        return f =>
        {
            Tensor x = f.Operand(a.Lift(f[input])), w = f.Operand(a.Lift(f[weight]));
            long[] padding = direct ? a.Pads[..a.Rank] : new long[a.Rank], added = extra, cut = [];
            if (!direct)
            {
                (added, cut) = Cuts(a, x, extra, sizes);
            }

            Tensor result = a.Rank == 2
                ? F.conv_transpose2d(x, w, Bias(f, bias), a.Strides, padding, added, a.Dilations, groups)
                : F.conv_transpose3d(x, w, Bias(f, bias), a.Strides, padding, added, a.Dilations, groups);
            for (int i = 0; i < cut.Length / 2; i++)
            {
                long size = result.size(2 + i) - cut[i] - cut[i + a.Rank];
                result = size > 0 ? result.narrow(2 + i, cut[i], size) : throw c.Failure($"the padding leaves nothing on spatial axis {i}.");
            }

            f[output] = a.Lower(result);
        };
    }

    /// <summary>
    /// A transposed convolution's padding cuts its output; torch cuts both sides alike. A stated size may also ask for more
    /// than there is, at the end.
    /// </summary>
    private static (long[] Added, long[] Cut) Cuts(SpatialAttributes a, Tensor input, long[] extra, long[]? sizes)
    {
        long[] added = [.. extra], cut = [.. a.Pads];
        for (int i = 0; i < a.Rank && (sizes is not null || a.IsAutomatic); i++)
        {
            long full = ((input.size(2 + i) - 1) * a.Strides[i]) + a.Extent(i) + extra[i];
            long total = full - (sizes?[i] ?? input.size(2 + i) * a.Strides[i]);
            added[i] += Math.Max(0, -total);
            total = Math.Max(0, total);
            cut[i] = a.IsUpper ? total / 2 : total - (total / 2);
            cut[i + a.Rank] = total - cut[i];
        }

        return (added, cut);
    }

    private static Tensor? Bias(Frame frame, int slot) => slot < 0 ? null : frame.Operand(frame[slot]);

    private static long[] KernelOf(NodeContext c)
    {
        MlNetDeep.NetworkTensor? weight = c.Constant(1);
        if (c.Ints("kernel_shape") is { } stated)
        {
            return weight is null || weight.Shape.Skip(2).SequenceEqual(stated)
                ? stated
                : throw c.Refusal($"kernel_shape is [{InvariantText.Join(", ", stated)}], but the weight has shape [{InvariantText.Join(", ", weight.Shape)}].");
        }

        return weight is { Shape.Count: > 2 }
            ? [.. weight.Shape.Skip(2)]
            : throw c.Refusal("the kernel's size is unknown: there is no kernel_shape, and the weight is not an initializer.");
    }
}
