using MlNetDeep.Estimators.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>
/// Turns a network's input into colours from 0 (black) to 1 (white), channel after channel, and back.
/// </summary>
internal sealed class PixelRange : IDisposable
{
    private const float White = 255;

    private readonly Tensor? _black;
    private readonly Tensor? _span;
    private readonly bool _isInterleaved;

    public PixelRange(ImageColumn image, Device device)
    {
        InputShape shape = image.Shape;
        _isInterleaved = shape.IsImage && shape.Layout == PixelLayout.Interleaved;
        if (image.Preprocessing is not { } preprocessing)
        {
            return;
        }

        int channels = shape.IsImage ? shape.Channels : Math.Max(1, preprocessing.Channels);
        PixelScaling scaling = PixelScaling.Of(preprocessing, channels, $"column '{image.Column.Name}'");
        IsBgr = scaling.IsBlueFirst;
        IsBounded = shape.IsImage || (scaling.Factors.Distinct().Count() == 1 && scaling.Offsets.Distinct().Count() == 1);
        float[] black = scaling.Offsets, span = [.. scaling.Factors.Select(factor => White * factor)];
        if (IsBounded && (black.Any(b => b != 0) || span.Any(s => MathF.Abs(s - 1) > 1e-6f)))
        {
            long[] size = PixelInput.ByChannel(shape, channels);
            _black = PixelInput.OnDevice(shape.IsImage ? black : [black[0]], size, device);
            _span = PixelInput.OnDevice(shape.IsImage ? span : [span[0]], size, device);
        }
    }

    /// <summary>Whether black and white are known.</summary>
    public bool IsBounded { get; }

    /// <summary>Whether blue is the first of three channels.</summary>
    public bool IsBgr { get; }

    public Tensor ToColors(Tensor input)
    {
        Tensor colors = _black is null ? input : input.sub(_black).div_(_span!);
        return _isInterleaved ? colors.permute(0, 3, 1, 2) : colors;
    }

    public Tensor FromColors(Tensor colors)
    {
        Tensor input = _isInterleaved ? colors.permute(0, 2, 3, 1).contiguous() : colors;
        return _black is null ? input : input.mul(_span!).add_(_black, S(1));
    }

    public void Dispose()
    {
        _black?.Dispose();
        _span?.Dispose();
    }
}
