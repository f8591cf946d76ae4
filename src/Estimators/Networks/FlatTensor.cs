using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>Many small tensors in one flat float32 buffer, each a view of its part.</summary>
/// <remarks>
/// A 4-D weight may lie channels-last in the buffer (OHWI instead of OIHW): its view still has the shape of the
/// initializer, only other strides.
/// </remarks>
internal sealed class FlatTensor : IDisposable
{
    private readonly bool _channelsLast;
    private readonly long[] _counts;

    public FlatTensor(IReadOnlyList<(string Name, long[] Shape)> parts, Device device, bool channelsLast)
    {
        _channelsLast = channelsLast;
        var slots = new ParameterSlot[parts.Count];
        long offset = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            long count = parts[i].Shape.Aggregate(1L, (product, d) => product * d);
            slots[i] = new ParameterSlot(parts[i].Name, parts[i].Shape, offset, count);
            offset += count;
        }

        Slots = slots;
        _counts = [.. slots.Select(s => s.Count)];
        Data = zeros([offset], ScalarType.Float32, device);
    }

    /// <summary>The buffer, <c>[total]</c>, without a gradient.</summary>
    public Tensor Data { get; }

    public IReadOnlyList<ParameterSlot> Slots { get; }

    public long Count => Data.numel();

    /// <summary>
    /// One view per slot of a tensor laid out like <see cref="Data"/>. Through <c>split</c> the gradients of all views
    /// arrive in one flat tensor, with a single concatenation.
    /// </summary>
    public Tensor[] Views(Tensor flat)
    {
        if (_counts.Length == 0)
        {
            return [];
        }

        Tensor[] views = flat.split(_counts, 0);
        for (int i = 0; i < views.Length; i++)
        {
            long[] shape = Slots[i].Shape;
            views[i] = _channelsLast && shape.Length == 4
                ? views[i].view(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2)
                : views[i].view(shape);
        }

        return views;
    }

    public void Dispose() => Data.Dispose();
}

/// <summary>Where a parameter or buffer lies in its flat tensor.</summary>
/// <param name="Name">Name of the initializer.</param>
/// <param name="Shape">Its shape, in ONNX order.</param>
/// <param name="Offset">First element in the flat tensor.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record ParameterSlot(string Name, long[] Shape, long Offset, long Count);
