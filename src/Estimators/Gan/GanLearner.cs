using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>A generator and a discriminator that learn from each other.</summary>
/// <remarks>
/// In a step the generator makes as many images as there are real ones; the discriminator learns from both; every
/// <see cref="GanOptions.DiscriminatorSteps"/> steps the generator learns from what the discriminator then says of the
/// same images. Its gradient runs through the discriminator without computing that of the discriminator's weights.
/// </remarks>
internal sealed class GanLearner : Learner
{
    // Sums of an epoch: those of the discriminator count all rows, those of the generator only the rows of its own steps.
    private const int DiscriminatorLoss = 0, RealScore = 1, FakeScore = 2, DiscriminatorNorm = 3;
    private const int GeneratorLoss = 4, GeneratorNorm = 5, GeneratorShare = 6;

    private const ulong StepPurpose = 0x6A1, BetweenPurpose = 0x6A3, CalibrationPurpose = 0x6A4;

    private readonly GanOptions _options;
    private readonly TorchNetwork _generator;
    private readonly TorchNetwork _discriminator;
    private readonly FlatOptimizer _generatorOptimizer;
    private readonly FlatOptimizer _discriminatorOptimizer;
    private readonly WeightAverage? _average;
    private readonly PixelInput _input;
    private readonly Noise _noise;
    private readonly ValueRange? _range;
    private readonly SampleGrid _grid;
    private readonly int _seed;

    /// <summary>Sets a run up.</summary>
    /// <param name="options">The options.</param>
    /// <param name="generator">The generator; it stays the caller's to dispose, like the discriminator.</param>
    /// <param name="discriminator">The discriminator.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="grid">Pictures of the training.</param>
    /// <param name="seed">The seed.</param>
    public GanLearner(
        GanOptions options, TorchNetwork generator, TorchNetwork discriminator, RowLayout layout, SampleGrid grid, int seed)
    {
        _options = options;
        _generator = generator;
        _discriminator = discriminator;
        _grid = grid;
        _seed = seed;
        _noise = new Noise(seed, generator.Source.Generator!.Latents, generator.Source.Generator.Classes, generator.Device);
        _range = layout.Image.IsBytes ? null : ValueRange.Of(generator.Source, layout.Image.Column.Name);
        _generatorOptimizer = OptimizerOf(options.GeneratorOptimizer, generator, nameof(options.Generator));
        _discriminatorOptimizer = OptimizerOf(options.DiscriminatorOptimizer, discriminator, nameof(options.Discriminator));
        _average = options.WeightAverage is { } decay ? new WeightAverage(generator.Flat, decay) : null;
        _input = new PixelInput(layout, generator.Device);
    }

    public override Device Device => _generator.Device;

    public override string MetricName => "";

    public override int ValueCount => 7;

    public override IReadOnlyList<TorchNetwork> Networks => [_generator, _discriminator];

    public override IReadOnlyList<Tensor> State => _average is null
        ? [.. _generator.State, .. _discriminator.State]
        : [.. _generator.State, .. _discriminator.State, _average.State];

    public override IReadOnlyList<FlatOptimizer> Optimizers => [_generatorOptimizer, _discriminatorOptimizer];

    private int Classes => _generator.Source.Generator!.Classes;

    public override Tensor Step(HostBatch batch, StepArguments arguments)
    {
        if (arguments.Epoch == 0)
        {
            _range?.Check(batch);
        }

        SeedDropout(_seed, arguments.Step, _generator, _discriminator);
        bool generatorLearns = arguments.Step % _options.DiscriminatorSteps == 0;
        (Tensor real, _, _) = _input.Load(batch);
        Tensor z = _noise.OfStep(StepPurpose, arguments.Step, MemoryMarshal.Cast<byte, long>(batch.Labels.bytes)[..batch.Count]);
        Tensor? classes = Classes == 0 ? null : z.narrow(1, z.size(1) - Classes, Classes);
        Tensor fake = _generator.Forward(z, generatorLearns ? ForwardPass.Training : ForwardPass.Detached);

        (Tensor loss, Tensor realScore, Tensor fakeScore, Tensor norm) = TeachDiscriminator(real, fake.detach(), classes, arguments);
        (Tensor generatorLoss, Tensor generatorNorm) = generatorLearns ? TeachGenerator(fake, classes, arguments) : (zeros([], device: Device), zeros([], device: Device));
        return stack([loss, realScore, fakeScore, norm, generatorLoss, generatorNorm, full([], S(generatorLearns ? 1 : 0), ScalarType.Float32, Device)]);
    }

    public override bool IsValidated => false;

    public override Tensor Validate(HostBatch batch) => throw new NotSupportedException("A GAN is not validated: it has no loss that says how good its images are.");

    public override EpochMeans Means(ReadOnlySpan<double> sums, long rows)
    {
        var measures = new Dictionary<string, double>
        {
            [GanMeasures.RealScore] = sums[RealScore] / rows,
            [GanMeasures.FakeScore] = sums[FakeScore] / rows,
            [GanMeasures.DiscriminatorGradientNorm] = sums[DiscriminatorNorm] / rows,
        };
        if (sums[GeneratorShare] > 0)
        {
            measures[GanMeasures.GeneratorLoss] = sums[GeneratorLoss] / sums[GeneratorShare];
            measures[GanMeasures.GeneratorGradientNorm] = sums[GeneratorNorm] / sums[GeneratorShare];
        }

        return new EpochMeans(sums[DiscriminatorLoss] / rows, null, measures);
    }

    public override EpochMeans EndEpoch(int epoch, EpochMeans means)
    {
        double deviation = WithAverage(() => _grid.Draw(_generator, _noise, epoch));
        return means with
        {
            Measures = new Dictionary<string, double>(means.Measures!) { [GanMeasures.SampleDeviation] = deviation },
        };
    }

    /// <summary>The generator, with the average of its weights.</summary>
    public override Network Snapshot() => WithAverage(_generator.ToNetwork);

    public override void Dispose()
    {
        _input.Dispose();
        _average?.Dispose();
        _discriminatorOptimizer.Dispose();
        _generatorOptimizer.Dispose();
    }

    private T WithAverage<T>(Func<T> action) => _average is { } average ? average.Use(Calibrate, action) : action();

    // With the usual momentum, 4 % of the statistics from before are left.
    private void Calibrate()
    {
        const int passes = 30;
        long[] classes = [.. Enumerable.Range(0, Math.Max(_options.BatchSize, Classes)).Select(row => (long)(row % Math.Max(1, Classes)))];
        for (int i = 0; i < passes && _generator.Flat.Buffers.numel() > 0; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            _generator.Forward(_noise.OfStep(CalibrationPurpose, i, classes), ForwardPass.Detached);
        }
    }

    private (Tensor Loss, Tensor Real, Tensor Fake, Tensor Norm) TeachDiscriminator(
        Tensor real, Tensor fake, Tensor? classes, StepArguments arguments)
    {
        Tensor realOutput = Output(real, classes, ForwardPass.Training), fakeOutput = Output(fake, classes, ForwardPass.Training);
        Tensor loss = AdversarialLoss.Discriminator(_options.Loss, realOutput, fakeOutput, _options.LabelSmoothing);
        if (_options.Loss == GanLoss.Wasserstein && _options.GradientPenalty > 0)
        {
            Tensor shares = _noise.Fractions(BetweenPurpose, arguments.Step, (int)real.size(0)).reshape(-1, 1, 1, 1);
            loss = loss.add(AdversarialLoss.GradientPenalty(Score, real, fake, shares).mul(S(_options.GradientPenalty)), S(1));
        }

        if (_options.R1 > 0)
        {
            loss = loss.add(AdversarialLoss.R1(Score, real).mul(S(_options.R1)), S(1));
        }

        loss.backward();
        Tensor gradient = _discriminator.TakeGradient()!, norm = gradient.norm();
        GradientClipping.Apply(_options, gradient);
        _discriminatorOptimizer.Step(gradient, arguments.LearningRate / _options.LearningRate * (_options.DiscriminatorLearningRate ?? _options.LearningRate));
        return (loss.detach(), AdversarialLoss.Score(_options.Loss, realOutput.detach()), AdversarialLoss.Score(_options.Loss, fakeOutput.detach()), norm);

        Tensor Score(Tensor images) => Output(images, classes, ForwardPass.Training);
    }

    private (Tensor Loss, Tensor Norm) TeachGenerator(Tensor fake, Tensor? classes, StepArguments arguments)
    {
        Tensor loss = AdversarialLoss.Generator(_options.Loss, Output(fake, classes, ForwardPass.Through));
        loss.backward();
        Tensor gradient = _generator.TakeGradient()!, norm = gradient.norm();
        GradientClipping.Apply(_options, gradient);
        _generatorOptimizer.Step(gradient, arguments.LearningRate);
        _average?.Add(_generatorOptimizer.Steps);
        return (loss.detach(), norm);
    }

    /// <summary>The discriminator's output for each image, <c>[N]</c>: its only one, or the one of the image's class.</summary>
    private Tensor Output(Tensor images, Tensor? classes, ForwardPass pass)
    {
        Tensor output = _discriminator.Forward(images, pass);
        output = output.reshape(output.size(0), -1);
        return classes is null ? output.squeeze(1) : output.mul(classes).sum([1]);
    }

}
