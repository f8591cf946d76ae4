using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators;

/// <summary>Mean squared error of one output.</summary>
internal sealed class SquaredLoss : TaskLoss
{
    public override string MetricName => "mean absolute error";

    public override ScalarType LabelType => ScalarType.Float32;

    public override Tensor Mean(Tensor logits, Tensor labels, Tensor? weights)
    {
        Tensor flat = logits.reshape(-1);
        return weights is null
            ? F.mse_loss(flat, labels, nn.Reduction.Mean)
            : F.mse_loss(flat, labels, nn.Reduction.None).mul(weights).sum().div(weights.sum());
    }

    public override Tensor MetricSum(Tensor logits, Tensor labels) => logits.reshape(-1).sub(labels).abs().sum();
}
