using static MlNetDeep.Estimators.Networks.Operators.ActivationOperators;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>The losses of <see cref="GanLoss"/> and the gradient penalties.</summary>
/// <remarks>All take the discriminator's outputs <c>[N]</c> and give a scalar.</remarks>
internal static class AdversarialLoss
{
    // Keeps the root in the gradient's norm from having an infinite slope at 0.
    private const double NormEpsilon = 1e-12;

    /// <summary>What the discriminator minimizes, without penalties.</summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="real">Outputs for real images.</param>
    /// <param name="fake">Outputs for generated images.</param>
    /// <param name="smoothing">How far below 1 the target of real images is; non-saturating loss only.</param>
    public static Tensor Discriminator(GanLoss loss, Tensor real, Tensor fake, double smoothing) => loss switch
    {
        // BCE with logits and target t: softplus(d) - t d.
        GanLoss.NonSaturating => Softplus(real).sub(real.mul(S(1 - smoothing))).mean().add(Softplus(fake).mean(), S(1)),
        GanLoss.Hinge => real.neg().add(S(1), S(1)).relu().mean().add(fake.add(S(1), S(1)).relu().mean(), S(1)),
        GanLoss.LeastSquares => real.sub(S(1)).pow(S(2)).mean().add(fake.pow(S(2)).mean(), S(1)).mul(S(0.5)),
        _ => fake.mean().sub(real.mean()),
    };

    /// <summary>What the generator minimizes.</summary>
    public static Tensor Generator(GanLoss loss, Tensor fake) => loss switch
    {
        GanLoss.NonSaturating => Softplus(fake.neg()).mean(),
        GanLoss.LeastSquares => fake.sub(S(1)).pow(S(2)).mean().mul(S(0.5)),
        _ => fake.mean().neg(),
    };

    /// <summary>How real the discriminator finds images, as it is reported: a probability where the loss means one.</summary>
    public static Tensor Score(GanLoss loss, Tensor output) => loss == GanLoss.NonSaturating ? output.sigmoid().mean() : output.mean();

    /// <summary>The mean of (|gradient of d| - 1)^2 at points between real and generated images.</summary>
    /// <param name="score">The discriminator as a function of images, differentiable twice.</param>
    /// <param name="real">Real images, <c>[N, C, H, W]</c>.</param>
    /// <param name="fake">As many generated ones, without a graph.</param>
    /// <param name="shares">Where between them the points lie, <c>[N, 1, 1, 1]</c>, from 0 (generated) to 1 (real).</param>
    public static Tensor GradientPenalty(Func<Tensor, Tensor> score, Tensor real, Tensor fake, Tensor shares)
    {
        Tensor between = fake.add(real.sub(fake).mul(shares), S(1)).detach().requires_grad_();
        Tensor norm = SquaredGradient(score, between).add(S(NormEpsilon), S(1)).sqrt();
        return norm.sub(S(1)).pow(S(2)).mean();
    }

    /// <summary>
    /// R1: half the mean of |gradient of d|^2 at real images. Mescheder et al., "Which Training Methods for GANs do
    /// actually Converge?", 2018.
    /// </summary>
    /// <param name="score">The discriminator as a function of images, differentiable twice.</param>
    /// <param name="real">Real images, <c>[N, C, H, W]</c>.</param>
    public static Tensor R1(Func<Tensor, Tensor> score, Tensor real) =>
        SquaredGradient(score, real.detach().clone().requires_grad_()).mean().mul(S(0.5));

    // The sum over the batch has the gradients of all rows: a row's output depends on its image alone.
    private static Tensor SquaredGradient(Func<Tensor, Tensor> score, Tensor images)
    {
        Tensor gradient = autograd.grad([score(images).sum()], [images], retain_graph: true, create_graph: true)[0];
        return gradient.reshape(gradient.size(0), -1).pow(S(2)).sum([1]);
    }
}
