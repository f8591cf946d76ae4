using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>The losses of a picture and their gradient, for one content picture.</summary>
/// <remarks>
/// Source: L. Gatys, A. Ecker and M. Bethge, "Image style transfer using convolutional neural networks", 2016, equations 1
/// to 7. The paper's Gram matrices are sums over the positions of a layer and its style loss is divided by the square of
/// their number; here the matrices are divided, which is the same where content and style have one size.
/// </remarks>
internal sealed class StyleObjective : IDisposable
{
    private readonly StyleNetwork _network;
    private readonly StyleTransferOptions _options;
    private readonly Tensor _pixels;
    private readonly long[] _shape;
    private readonly (Tensor Target, double Factor)[] _content;
    private readonly (Tensor Target, double Factor)[] _style;

    /// <param name="network">The network.</param>
    /// <param name="options">Weights and scaling.</param>
    /// <param name="weights">The weights of the style layers; they add up to 1.</param>
    /// <param name="pixels">The picture that is looked at, flat, without autograd.</param>
    /// <param name="content">The content picture, <c>[1, 1 or 3, H, W]</c>, as many values as <paramref name="pixels"/>.</param>
    /// <param name="grams">The Gram matrices to reach, one for each style layer; they stay the caller's.</param>
    public StyleObjective(
        StyleNetwork network, StyleTransferOptions options, IReadOnlyList<double> weights, Tensor pixels, Tensor content, IReadOnlyList<Tensor> grams)
    {
        _network = network;
        _options = options;
        _pixels = pixels;
        _shape = content.shape;
        bool relative = options.Scaling == StyleScaling.Relative;
        using DisposeScope scope = NewDisposeScope();
        Tensor[] targets = options.ContentWeight > 0 ? network.Features(Colors(content), gradient: false).Content : [];
        _content = [.. targets.Select(t => (scope.Detach(t.clone()), Unit(t, 2.0 * t.numel()) / targets.Length))];
        _style = [.. grams.Select((gram, i) => (scope.Detach(gram.clone()), weights[i] * Unit(gram, 4.0 * gram.size(0) * gram.size(0))))];

        // A layer that is silent on the target has no size to measure in.
        double Unit(Tensor target, double paper)
        {
            double energy = relative ? target.pow(S(2)).sum().ToNumber() : 0;
            return 1 / (energy > 0 ? energy : paper);
        }
    }

    /// <summary>The losses at the last evaluation.</summary>
    public StyleLosses Losses { get; private set; }

    /// <summary>The sum of the squares of the gradient at the last evaluation; optimizers that compute with squares need it finite.</summary>
    public double GradientEnergy { get; private set; }

    /// <summary>Computes the losses of the picture as it is now, and the gradient of their weighted sum.</summary>
    /// <returns>The loss, and the gradient laid out like the picture, which the caller disposes.</returns>
    public LossPoint Evaluate()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradients = set_grad_enabled(true);
        Tensor leaf = _pixels.detach();
        leaf.requires_grad = true;
        Tensor picture = leaf.view(_shape);
        (Tensor[] content, Tensor[] style) = _network.Features(Colors(picture), gradient: true);

        Tensor variation = Variation(picture);
        Tensor styleLoss = Sum(style.Select(GramMatrix.Of), _style);
        Tensor total = styleLoss.mul(S(_options.StyleWeight)).add(variation, S(_options.TotalVariationWeight));
        double contentLoss = 0;
        if (_content.Length > 0)
        {
            Tensor loss = Sum(content, _content);
            total = total.add(loss, S(_options.ContentWeight));
            contentLoss = loss.ToNumber();
        }

        total.backward();
        Losses = new StyleLosses(styleLoss.ToNumber(), contentLoss, variation.ToNumber(), total.ToNumber());
        GradientEnergy = leaf.grad!.pow(S(2)).sum().ToNumber();
        return new LossPoint(Losses.Total, scope.MoveToOuter(leaf.grad!));
    }

    public void Dispose()
    {
        foreach ((Tensor target, _) in _content.Concat(_style))
        {
            target.Dispose();
        }
    }

    /// <summary>The picture as the network sees it: gray ones in three equal channels.</summary>
    public static Tensor Colors(Tensor picture) => picture.size(1) == 3 ? picture : picture.expand(1, 3, picture.size(2), picture.size(3));

    /// <summary>The mean squared difference of neighbouring pixels, across plus down.</summary>
    public static Tensor Variation(Tensor picture)
    {
        long height = picture.size(2), width = picture.size(3);
        Tensor sum = zeros([], ScalarType.Float32, picture.device);
        if (width > 1)
        {
            sum = sum.add(picture.narrow(3, 1, width - 1).sub(picture.narrow(3, 0, width - 1)).pow(S(2)).mean(), S(1));
        }

        return height > 1 ? sum.add(picture.narrow(2, 1, height - 1).sub(picture.narrow(2, 0, height - 1)).pow(S(2)).mean(), S(1)) : sum;
    }

    private static Tensor Sum(IEnumerable<Tensor> values, (Tensor Target, double Factor)[] targets)
    {
        Tensor? sum = null;
        foreach ((Tensor value, (Tensor target, double factor)) in values.Zip(targets))
        {
            Tensor loss = value.sub(target).pow(S(2)).sum().mul(S(factor));
            sum = sum is null ? loss : sum.add(loss, S(1));
        }

        return sum!;
    }
}
