using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The basic block of ResNet-18.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _main;
    private readonly Module<Tensor, Tensor>? _shortcut;
    private readonly Module<Tensor, Tensor> _relu = ReLU(inplace: true);

    public ResidualBlock(int from, int to, int stride)
        : base(nameof(ResidualBlock))
    {
        _main = Sequential(
            Conv2d(from, to, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(to), ReLU(inplace: true),
            Conv2d(to, to, 3, padding: 1, bias: false), BatchNorm2d(to));
        _shortcut = stride == 1 ? null : Sequential(Conv2d(from, to, 1, stride: stride, bias: false), BatchNorm2d(to));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _relu.call(_main.call(input).add(_shortcut?.call(input) ?? input));
}
