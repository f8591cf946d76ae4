using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>Turns a network's input into colours from 0 (black) to 1 (white) and back.</summary>
internal sealed class PixelRange : IDisposable
{
    private const float White = 255;

    private readonly Tensor? _black;
    private readonly Tensor? _span;

    public PixelRange(ImageColumn image, Network network, Device device)
    {
        ImagePreprocessing? preprocessing = image.Scaling?.Preprocessing ?? network.Preprocessing;
        IsBounded = preprocessing is not null;
        IsBgr = preprocessing?.ColorOrder == ColorOrder.Bgr;
        int channels = image.Shape.IsImage ? image.Shape.Channels : 1;
        if (preprocessing is null || !Fits(preprocessing.Mean) || !Fits(preprocessing.StandardDeviation))
        {
            IsBounded = false;
            return;
        }

        var black = new float[channels];
        var span = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            float deviation = At(preprocessing.StandardDeviation, c, 1);
            black[c] = -At(preprocessing.Mean, c, 0) / deviation;
            span[c] = White * preprocessing.Scale / deviation;
        }

        if (black.Any(b => b != 0) || span.Any(s => MathF.Abs(s - 1) > 1e-6f))
        {
            long[] shape = image.Shape.IsImage ? [1, channels, 1, 1] : [1, 1];
            _black = OnDevice(black);
            _span = OnDevice(span);
            Tensor OnDevice(float[] values)
            {
                using DisposeScope scope = NewDisposeScope();
                return scope.Detach(tensor(values).reshape(shape).to(device, copy: true));
            }
        }

        bool Fits(IReadOnlyList<float> values) => values.Count <= 1 || values.Count == channels;
    }

    /// <summary>Whether black and white are known.</summary>
    public bool IsBounded { get; }

    /// <summary>Whether blue is the first of three channels.</summary>
    public bool IsBgr { get; }

    public Tensor ToColors(Tensor input) => _black is null ? input : input.sub(_black).div_(_span!);

    public Tensor FromColors(Tensor colors) => _black is null ? colors : colors.mul(_span!).add_(_black, S(1));

    public void Dispose()
    {
        _black?.Dispose();
        _span?.Dispose();
    }

    private static float At(IReadOnlyList<float> values, int channel, float absent) =>
        values.Count == 0 ? absent : values[values.Count == 1 ? 0 : channel];
}
