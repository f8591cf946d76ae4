using MlNetDeep.Estimators.LibTorch;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Adam and AdamW: they differ in where the weight decay goes.</summary>
internal sealed class AdamOptimizer(
    double beta1, double beta2, double epsilon, bool decoupled, Tensor parameters, IReadOnlyList<GroupSettings> groups)
    : FlatOptimizer(parameters, groups, states: 2)
{
    private protected override void Update(
        Tensor parameters, Tensor gradient, Tensor[] state, double learningRate, double weightDecay)
    {
        AtenOperator fused = decoupled ? AtenOperators.FusedAdamW : AtenOperators.FusedAdam;
        if (CanFuse(fused))
        {
            AtenOperators.Adam(fused, parameters, gradient, state, Steps, new AdamSettings(learningRate, beta1, beta2, weightDecay, epsilon));
            return;
        }

        if (weightDecay != 0 && decoupled)
        {
            parameters.mul_(S(1 - (learningRate * weightDecay)));
        }
        else if (weightDecay != 0)
        {
            gradient.add_(parameters, S(weightDecay));
        }

        Tensor mean = state[0].mul_(S(beta1)).add_(gradient, S(1 - beta1));
        Tensor squares = state[1].mul_(S(beta2)).addcmul_(gradient, gradient, S(1 - beta2));
        double meanBias = 1 - Math.Pow(beta1, Steps), squaresBias = Math.Sqrt(1 - Math.Pow(beta2, Steps));
        Tensor root = squares.sqrt().div_(S(squaresBias)).add_(S(epsilon), S(1));
        parameters.addcdiv_(mean, root, S(-learningRate / meanBias));
    }
}
