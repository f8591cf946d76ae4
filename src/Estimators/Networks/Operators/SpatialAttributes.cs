using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>The attributes that convolution and pooling share, read and checked once, with ONNX's defaults filled in.</summary>
internal sealed class SpatialAttributes
{
    private readonly string _autoPad;

    public SpatialAttributes(NodeContext c, long[] kernel)
    {
        if (kernel.Length != 2 || kernel[0] < 1 || kernel[1] < 1)
        {
            c.Unsupported($"the kernel must have two spatial dimensions of at least 1, but is [{string.Join(", ", kernel)}].");
        }

        Kernel = kernel;
        Strides = Pair(c, "strides");
        Dilations = Pair(c, "dilations");
        _autoPad = c.Node.GetString("auto_pad", "NOTSET");
        long[] pads = [.. c.Node.GetInts("pads", [0L, 0L, 0L, 0L])];
        if (pads.Length != 4 || pads.Any(p => p < 0))
        {
            c.Unsupported($"pads must be four numbers of at least 0, but are [{string.Join(", ", pads)}].");
        }

        Pads = pads;
        if (_autoPad is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
        {
            c.Unsupported($"auto_pad '{_autoPad}' is unknown.");
        }
    }

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    /// <summary>Explicit padding: top, left, bottom, right.</summary>
    public long[] Pads { get; }

    /// <summary>Whether the padding depends on the size of the input.</summary>
    public bool IsAutomatic => _autoPad is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>Whether the padding is the same on opposite sides, which torch's own operators can do.</summary>
    public bool IsSymmetric => !IsAutomatic && Pads[0] == Pads[2] && Pads[1] == Pads[3];

    /// <summary>The padding for an input of this size: top, left, bottom, right.</summary>
    public long[] PadsFor(Tensor input)
    {
        if (!IsAutomatic)
        {
            return _autoPad == "VALID" ? [0, 0, 0, 0] : Pads;
        }

        var pads = new long[4];
        for (int i = 0; i < 2; i++)
        {
            long size = input.size(2 + i), outputs = (size + Strides[i] - 1) / Strides[i];
            long total = Math.Max(0, ((outputs - 1) * Strides[i]) + ((Kernel[i] - 1) * Dilations[i]) + 1 - size);
            long half = total / 2;
            pads[i] = _autoPad == "SAME_UPPER" ? half : total - half;
            pads[i + 2] = total - pads[i];
        }

        return pads;
    }

    /// <summary>Pads an image by hand; torch wants left, right, top, bottom.</summary>
    public static Tensor Pad(Tensor input, long[] pads, double value) =>
        F.pad(input, new[] { pads[1], pads[3], pads[0], pads[2] }, TorchSharp.PaddingModes.Constant, value);

    private static long[] Pair(NodeContext c, string attribute)
    {
        long[] values = [.. c.Node.GetInts(attribute, [1L, 1L])];
        if (values.Length != 2 || values.Any(v => v < 1))
        {
            c.Unsupported($"{attribute} must be two numbers of at least 1, but are [{string.Join(", ", values)}].");
        }

        return values;
    }
}
