using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Data;

/// <summary>
/// Moves a batch to the device and makes it the network's input there. Bytes travel as bytes; only on the device do
/// they become floats: (pixel * scale - mean) / deviation.
/// </summary>
internal sealed class PixelInput : IDisposable
{
    private readonly Device _device;
    private readonly bool _isBytes;
    private readonly Tensor? _factor;
    private readonly Tensor? _shift;
    private readonly double _scale;

    public PixelInput(RowLayout layout, Device device)
    {
        _device = device;
        _isBytes = layout.Image.IsBytes;
        if (layout.Image.Scaling is not { } scaling)
        {
            return;
        }

        _scale = scaling.Preprocessing.Scale;
        if (scaling.IsPlain)
        {
            return;
        }

        long[] shape = ByChannel(layout.Image.Shape, scaling.Channels);
        _factor = OnDevice(scaling.Factors, shape, device);
        _shift = OnDevice(scaling.Offsets, shape, device);
    }

    /// <summary>The shape of one number for each channel, ready for a batch of the network's input.</summary>
    public static long[] ByChannel(InputShape input, int channels) =>
        !input.IsImage ? [1, 1] : input.Layout == PixelLayout.Planar ? [1, channels, 1, 1] : [1, 1, 1, channels];

    /// <summary>Numbers on a device, which whoever asked disposes of.</summary>
    public static Tensor OnDevice(float[] values, long[] shape, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.Detach(tensor(values).reshape(shape).to(device, copy: true));
    }

    /// <summary>
    /// The tensors of a batch on the device. On the CPU they may be views of the batch, and copies to a GPU may still be
    /// under way: the batch must not be refilled before the step that uses them is done.
    /// </summary>
    public (Tensor Input, Tensor Labels, Tensor? Weights) Load(HostBatch batch) =>
        (Input(batch), ToDevice(batch.Labels, batch.Count), batch.Weights is null ? null : ToDevice(batch.Weights, batch.Count));

    /// <summary>The network's inputs beside the image, on the device; as <see cref="Load"/> gives them.</summary>
    public IEnumerable<Tensor> Others(HostBatch batch) => batch.Others.Select(other => ToDevice(other, batch.Count));

    public void Dispose()
    {
        _factor?.Dispose();
        _shift?.Dispose();
    }

    private Tensor Input(HostBatch batch)
    {
        Tensor pixels = ToDevice(batch.Pixels, batch.Count);
        if (!_isBytes)
        {
            return pixels;
        }

        Tensor floats = pixels.to_type(ScalarType.Float32);
        return _factor is null ? floats.mul_(S(_scale)) : floats.mul_(_factor).add_(_shift!, S(1));
    }

    private Tensor ToDevice(Tensor host, int count)
    {
        Tensor used = count == host.size(0) ? host.alias() : host.narrow(0, 0, count);
        return _device.type == DeviceType.CPU ? used : used.to(_device, non_blocking: true);
    }
}
