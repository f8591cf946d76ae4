using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>
/// The attributes that convolution and pooling share, read and checked once, with ONNX's defaults filled in. They work on
/// two or three spatial dimensions; what has one becomes an image of one row.
/// </summary>
internal sealed class SpatialAttributes
{
    private readonly string _autoPad;
    private readonly bool _isLifted;

    public SpatialAttributes(NodeContext c, long[] kernel)
    {
        if (kernel.Length is < 1 or > 3 || kernel.Any(k => k < 1))
        {
            c.Unsupported($"the kernel must have one to three spatial dimensions of at least 1, but is [{InvariantText.Join(", ", kernel)}].");
        }

        int rank = kernel.Length;
        _isLifted = rank == 1;
        _autoPad = c.OneOf("auto_pad", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER");
        long[] strides = List(c, "strides", rank, 1), dilations = List(c, "dilations", rank, 1), pads = List(c, "pads", 2 * rank, 0);
        Kernel = _isLifted ? [1, .. kernel] : kernel;
        Strides = _isLifted ? [1, .. strides] : strides;
        Dilations = _isLifted ? [1, .. dilations] : dilations;
        Pads = _autoPad == "VALID" ? new long[2 * Kernel.Length] : _isLifted ? [0, pads[0], 0, pads[1]] : pads;
    }

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    /// <summary>Explicit padding: all beginnings, then all ends.</summary>
    public long[] Pads { get; }

    /// <summary>Number of spatial dimensions that torch sees: 2 or 3.</summary>
    public int Rank => Kernel.Length;

    /// <summary>Whether the padding depends on the size of the input.</summary>
    public bool IsAutomatic => _autoPad is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>Whether padding that does not fit evenly has its larger half at the end.</summary>
    public bool IsUpper => _autoPad == "SAME_UPPER";

    /// <summary>Whether the padding is the same on opposite sides, which torch's own operators can do.</summary>
    public bool IsSymmetric => !IsAutomatic && IsEven(Pads);

    /// <summary>Whether padding is the same on opposite sides.</summary>
    public static bool IsEven(long[] pads) => pads.AsSpan(0, pads.Length / 2).SequenceEqual(pads.AsSpan(pads.Length / 2));

    /// <summary>An input, weight or result of one spatial dimension as an image of one row.</summary>
    public Tensor Lift(Tensor value) => _isLifted ? value.unsqueeze(2) : value;

    /// <summary>The opposite of <see cref="Lift"/>.</summary>
    public Tensor Lower(Tensor value) => _isLifted ? value.squeeze(2) : value;

    /// <summary>The padding for an input of this size.</summary>
    public long[] PadsFor(Tensor input)
    {
        if (!IsAutomatic)
        {
            return Pads;
        }

        var pads = new long[2 * Rank];
        for (int i = 0; i < Rank; i++)
        {
            long size = input.size(2 + i), outputs = (size + Strides[i] - 1) / Strides[i];
            long total = Math.Max(0, ((outputs - 1) * Strides[i]) + Extent(i) - size);
            pads[i] = IsUpper ? total / 2 : total - (total / 2);
            pads[i + Rank] = total - pads[i];
        }

        return pads;
    }

    /// <summary>
    /// The padding with which windows that fit give the sizes that rounding up gives: a window counts that begins inside
    /// the image or the padding before it.
    /// </summary>
    public long[] CeilingPads(Tensor input, long[] pads)
    {
        long[] result = [.. pads];
        for (int i = 0; i < Rank; i++)
        {
            long size = input.size(2 + i), room = size + pads[i] + pads[i + Rank] - Extent(i);
            long outputs = ((room + Strides[i] - 1) / Strides[i]) + 1;
            if ((outputs - 1) * Strides[i] >= size + pads[i])
            {
                outputs--;
            }

            result[i + Rank] = ((outputs - 1) * Strides[i]) + Extent(i) - size - pads[i];
        }

        return result;
    }

    /// <summary>How far a kernel reaches on an axis.</summary>
    public long Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>Pads by hand; torch wants pairs from the last axis on.</summary>
    public static Tensor Pad(Tensor input, long[] pads, double value)
    {
        int rank = pads.Length / 2;
        long[] pairs = [.. Enumerable.Range(0, rank).Reverse().SelectMany(i => new[] { pads[i], pads[i + rank] })];
        return F.pad(input, pairs, TorchSharp.PaddingModes.Constant, value);
    }

    private static long[] List(NodeContext c, string attribute, int count, long least)
    {
        long[] values = c.Ints(attribute) ?? [.. Enumerable.Repeat(least, count)];
        if (values.Length != count || values.Any(v => v < least))
        {
            c.Unsupported($"{attribute} must be {count} numbers of at least {least}, but are [{InvariantText.Join(", ", values)}].");
        }

        return values;
    }
}
