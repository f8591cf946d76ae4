using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;
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

        ImagePreprocessing preprocessing = scaling.Preprocessing;
        _scale = preprocessing.Scale;
        if (preprocessing.Mean.Count == 0 && preprocessing.StandardDeviation.Count == 0)
        {
            return;
        }

        int channels = scaling.Channels;
        var factor = new float[channels];
        var shift = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            float mean = At(preprocessing.Mean, c, 0), deviation = At(preprocessing.StandardDeviation, c, 1);
            factor[c] = preprocessing.Scale / deviation;
            shift[c] = -mean / deviation;
        }

        long[] shape = layout.Image.Shape.IsImage ? [1, channels, 1, 1] : [1, 1];
        _factor = OnDevice(factor, shape);
        _shift = OnDevice(shift, shape);
    }

    /// <summary>
    /// The tensors of a batch on the device. On the CPU they may be views of the batch, and copies to a GPU may still be
    /// under way: the batch must not be refilled before the step that uses them is done.
    /// </summary>
    public (Tensor Input, Tensor Labels, Tensor? Weights) Load(HostBatch batch) =>
        (Input(batch), ToDevice(batch.Labels, batch.Count), batch.Weights is null ? null : ToDevice(batch.Weights, batch.Count));

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

    private Tensor OnDevice(float[] values, long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.Detach(tensor(values).reshape(shape).to(_device, copy: true));
    }

    private static float At(IReadOnlyList<float> values, int channel, float absent) =>
        values.Count == 0 ? absent : values[values.Count == 1 ? 0 : channel];
}
