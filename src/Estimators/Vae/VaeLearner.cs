using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep;

/// <summary>An encoder and a decoder that learn to say much with little: they minimize -ELBO.</summary>
internal sealed class VaeLearner : Learner
{
    private const ulong StepPurpose = 0x7AE1, RowPurpose = 0x7AE2;

    private readonly VaeOptions _options;
    private readonly TorchNetwork _encoder;
    private readonly TorchNetwork _decoder;
    private readonly FlatOptimizer _encoderOptimizer;
    private readonly FlatOptimizer _decoderOptimizer;
    private readonly BestWeights _best;
    private readonly PixelInput _input;
    private readonly ValueRange? _range;
    private readonly Noise _noise;
    private readonly int _seed;

    /// <summary>Sets a run up.</summary>
    /// <param name="options">The options.</param>
    /// <param name="encoder">The encoder, with both outputs; it stays the caller's to dispose, like the decoder.</param>
    /// <param name="decoder">The decoder; for the Bernoulli likelihood without its sigmoid.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="seed">The seed.</param>
    public VaeLearner(VaeOptions options, TorchNetwork encoder, TorchNetwork decoder, RowLayout layout, int seed)
    {
        _options = options;
        _encoder = encoder;
        _decoder = decoder;
        _seed = seed;
        _noise = new Noise(seed, decoder.Source.Generator!.Latents, classes: 0, encoder.Device);
        _range = layout.Image.IsBytes ? null : ValueRange.Of(decoder.Source, layout.Image.Column.Name, "decoder");
        _encoderOptimizer = OptimizerOf(options.Optimizer, encoder, nameof(options.Encoder));
        _decoderOptimizer = OptimizerOf(options.Optimizer, decoder, nameof(options.Decoder));
        _best = new BestWeights(encoder.Flat, decoder.Flat);
        _input = new PixelInput(layout, encoder.Device);
    }

    public override Device Device => _encoder.Device;

    public override string MetricName => "";

    public override int ValueCount => 4;

    public override IReadOnlyList<TorchNetwork> Networks => [_encoder, _decoder];

    public override IReadOnlyList<Tensor> State => [.. _encoder.State, .. _decoder.State];

    public override IReadOnlyList<FlatOptimizer> Optimizers => [_encoderOptimizer, _decoderOptimizer];

    public override BestWeights Best => _best;

    public override Tensor Step(HostBatch batch, StepArguments arguments)
    {
        if (arguments.Epoch == 0)
        {
            _range?.Check(batch);
        }

        SeedDropout(_seed, arguments.Step, _encoder, _decoder);
        (Tensor loss, Tensor reconstruction, Tensor divergence) =
            Losses(batch, _noise.OfStep(StepPurpose, arguments.Step, batch.Count), ForwardPass.Training);
        loss.backward();

        Tensor encoderGradient = _encoder.TakeGradient()!, decoderGradient = _decoder.TakeGradient()!;
        Tensor norm = GradientClipping.NormOf(encoderGradient, decoderGradient);
        GradientClipping.Apply(_options, encoderGradient, decoderGradient);
        _encoderOptimizer.Step(encoderGradient, arguments.LearningRate);
        _decoderOptimizer.Step(decoderGradient, arguments.LearningRate);
        return stack([loss.detach(), reconstruction.detach(), divergence.detach(), norm]);
    }

    public override Tensor Validate(HostBatch batch)
    {
        _range?.Check(batch);
        (Tensor loss, Tensor reconstruction, Tensor divergence) = Losses(batch, _noise.OfRows(RowPurpose, batch.Rows), ForwardPass.Inference);
        return stack([loss, reconstruction, divergence, zeros([], device: Device)]);
    }

    public override EpochMeans Means(ReadOnlySpan<double> sums, long rows) => new(sums[0] / rows, null, new Dictionary<string, double>
    {
        [VaeMeasures.Reconstruction] = sums[1] / rows,
        [VaeMeasures.Divergence] = sums[2] / rows,
        [VaeMeasures.GradientNorm] = sums[3] / rows,
    });

    /// <summary>The decoder: what makes images.</summary>
    public override Network Snapshot() => _decoder.ToNetwork();

    public override void Dispose()
    {
        _input.Dispose();
        _best.Dispose();
        _decoderOptimizer.Dispose();
        _encoderOptimizer.Dispose();
    }

    /// <summary>The loss and its two terms, each the mean over the rows.</summary>
    private (Tensor Loss, Tensor Reconstruction, Tensor Divergence) Losses(HostBatch batch, Tensor noise, ForwardPass pass)
    {
        (Tensor images, _, _) = _input.Load(batch);
        Tensor[] code = _encoder.ForwardAll(images, pass);
        Tensor decoded = _decoder.Forward(VaeLoss.Draw(code[0], code[1], noise), pass);
        Tensor reconstruction = VaeLoss.Reconstruction(_options.Likelihood, _options.Deviation, decoded, images).mean();
        Tensor divergence = VaeLoss.Divergence(code[0], code[1]).mean();
        return (reconstruction.add(divergence, S(_options.Beta)), reconstruction, divergence);
    }
}

/// <summary>The terms of the evidence lower bound. Kingma and Welling, "Auto-Encoding Variational Bayes", 2013.</summary>
internal static class VaeLoss
{
    /// <summary>A draw from q(z|x) as a function of its parameters: mean + exp(logVariance / 2) * noise.</summary>
    public static Tensor Draw(Tensor mean, Tensor logVariance, Tensor noise) => mean.add(logVariance.mul(S(0.5)).exp().mul(noise), S(1));

    /// <summary>KL(q(z|x) || p(z)) of each row, <c>[N]</c>, against a standard normal p(z).</summary>
    /// <param name="mean">Means, <c>[N, L]</c>.</param>
    /// <param name="logVariance">Logarithms of the variances, <c>[N, L]</c>.</param>
    public static Tensor Divergence(Tensor mean, Tensor logVariance) =>
        logVariance.exp().add(mean.pow(S(2)), S(1)).sub(S(1)).sub(logVariance).sum([1]).mul(S(0.5));

    /// <summary>-log p(x|z) of each row, <c>[N]</c>, summed over its values.</summary>
    /// <param name="likelihood">What the decoder's output means.</param>
    /// <param name="deviation">The standard deviation of the Gaussian likelihood.</param>
    /// <param name="decoded">The decoder's output, <c>[N, ...]</c>: logits for the Bernoulli likelihood.</param>
    /// <param name="images">The images, <c>[N, ...]</c>.</param>
    public static Tensor Reconstruction(VaeLikelihood likelihood, double deviation, Tensor decoded, Tensor images)
    {
        Tensor y = decoded.reshape(decoded.size(0), -1), x = images.reshape(images.size(0), -1);
        if (likelihood == VaeLikelihood.Bernoulli)
        {
            return F.binary_cross_entropy_with_logits(y, x, reduction: nn.Reduction.None).sum([1]);
        }

        double constant = x.size(1) * Math.Log(deviation * Math.Sqrt(2 * Math.PI));
        return x.sub(y).pow(S(2)).sum([1]).mul(S(0.5 / (deviation * deviation))).add(S(constant), S(1));
    }
}
