using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>The network of a style transfer, compiled for torch, with its preprocessing in front.</summary>
internal sealed class StyleNetwork : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly Tensor _factor;
    private readonly Tensor _offset;
    private readonly bool _blueFirst;
    private readonly int[] _content;
    private readonly int[] _style;

    public StyleNetwork(StyleModel model, Device device)
    {
        _network = new TorchNetwork(
            model.Network, new TorchNetworkOptions { Device = device.ToString(), AllOutputs = true, GroupOf = static _ => -1 });
        string[] outputs = [.. model.Network.Outputs.Select(output => output.Name)];
        _content = [.. model.ContentValues.Select(value => Array.IndexOf(outputs, value))];
        _style = [.. model.StyleValues.Select(value => Array.IndexOf(outputs, value.Name))];

        // For pixels from 0 to 1.
        PixelScaling scaling = PixelScaling.Of(model.Network.Preprocessing ?? new ImagePreprocessing(), 3, $"network '{model.Network.Name}'");
        _factor = tensor([.. scaling.Factors.Select(factor => 255 * factor)], [1, 3, 1, 1]).to(device).DetachFromDisposeScope();
        _offset = tensor(scaling.Offsets, [1, 3, 1, 1]).to(device).DetachFromDisposeScope();
        _blueFirst = scaling.IsBlueFirst;
    }

    public Device Device => _network.Device;

    /// <summary>What the layers make of a picture.</summary>
    /// <param name="picture">Pixels from 0 to 1, <c>[1, 3, H, W]</c>, red first.</param>
    /// <param name="gradient">Whether the gradient with respect to the picture will be wanted.</param>
    /// <returns>The values of the content layers and of the style layers, in their order; a layer may be in both.</returns>
    /// <exception cref="TrainingException">The picture is too small for the layers.</exception>
    public (Tensor[] Content, Tensor[] Style) Features(Tensor picture, bool gradient)
    {
        if (_blueFirst)
        {
            picture = picture.flip(1);
        }

        Tensor input = picture.mul(_factor).add_(_offset, S(1));
        try
        {
            Tensor[] outputs = _network.ForwardAll(input, gradient ? ForwardPass.InputGradient : ForwardPass.Inference);
            return ([.. _content.Select(i => outputs[i])], [.. _style.Select(i => outputs[i])]);
        }
        catch (TrainingException error)
        {
            throw new TrainingException(
                $"Network '{_network.Source.Name}' cannot look at a picture of {picture.size(3)} x {picture.size(2)} pixels as far as its "
                + $"layers for style and content: {error.Message} Give a larger Size, or layers nearer to the input.", error);
        }
    }

    public void Dispose()
    {
        _network.Dispose();
        _factor.Dispose();
        _offset.Dispose();
    }
}
