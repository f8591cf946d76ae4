using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The module of SqueezeNet.</summary>
internal sealed class Fire : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _squeeze;
    private readonly nn.Module<Tensor, Tensor> _one;
    private readonly nn.Module<Tensor, Tensor> _three;
    private readonly nn.Module<Tensor, Tensor> _relu = nn.ReLU(inplace: true);

    public Fire(int channels, int squeeze, int expand)
        : base(nameof(Fire))
    {
        _squeeze = nn.Conv2d(channels, squeeze, 1);
        _one = nn.Conv2d(squeeze, expand, 1);
        _three = nn.Conv2d(squeeze, expand, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor squeezed = _relu.call(_squeeze.call(input));
        return cat([_relu.call(_one.call(squeezed)), _relu.call(_three.call(squeezed))], 1);
    }
}
