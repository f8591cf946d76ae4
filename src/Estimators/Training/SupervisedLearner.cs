using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Networks;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>A network that learns its labels.</summary>
internal sealed class SupervisedLearner : Learner
{
    private readonly LabelTrainerOptions _options;
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly double _auxiliaryLossWeight;
    private readonly TaskLoss _loss;
    private readonly PixelInput _input;
    private readonly Augmenter? _augmenter;
    private readonly FlatOptimizer _optimizer;
    private readonly BestWeights _best;
    private readonly int _seed;

    /// <summary>Sets a network up for learning.</summary>
    /// <param name="network">The network; it and the augmenter stay the caller's to dispose.</param>
    /// <param name="options">The trainer's options.</param>
    /// <param name="groups">Parameters that train differently.</param>
    /// <param name="auxiliaryLossWeight">What the loss of each auxiliary output counts.</param>
    /// <param name="loss">What is minimized.</param>
    /// <param name="layout">The columns.</param>
    /// <param name="augmenter">Null when training rows stay as they are.</param>
    /// <param name="seed">The seed of dropout.</param>
    public SupervisedLearner(
        TorchNetwork network, LabelTrainerOptions options, IReadOnlyList<ParameterGroup> groups, double auxiliaryLossWeight, TaskLoss loss,
        RowLayout layout, Augmenter? augmenter, int seed)
    {
        _groups = groups;
        _auxiliaryLossWeight = auxiliaryLossWeight;
        Network = network;
        _options = options;
        _loss = loss;
        _augmenter = augmenter;
        _seed = seed;
        _optimizer = CreateOptimizer(network.Flat);
        _best = new BestWeights(network.Flat);
        _input = new PixelInput(layout, network.Device);
    }

    public TorchNetwork Network { get; }

    /// <summary>How labels are scaled, which the network's graph is to undo; null when they are not.</summary>
    public LabelScaling? Scaling { get; init; }

    public override Device Device => Network.Device;

    public override IReadOnlyList<TorchNetwork> Networks => [Network];

    public override string MetricName => _loss.MetricName;

    public override int ValueCount => 1 + _loss.SumCount;

    public override IReadOnlyList<Tensor> State => Network.State;

    public override IReadOnlyList<FlatOptimizer> Optimizers => [_optimizer];

    public override BestWeights Best => _best;

    public override Tensor Step(HostBatch batch, StepArguments arguments)
    {
        SeedDropout(_seed, arguments.Step, Network);

        (Tensor input, Tensor labels, Tensor? weights) = _input.Load(batch);
        if (_augmenter is { } augmenter)
        {
            (input, labels, weights) = augmenter.Apply(input, labels, weights, batch.Rows, arguments.Epoch);
        }

        Tensor[] logits = Forward(input, batch, ForwardPass.Training);
        Tensor loss = _loss.Mean(logits[0], labels, weights), total = loss;
        foreach (Tensor auxiliary in logits.Skip(1))
        {
            total = total.add(_loss.Mean(auxiliary, labels, weights), S(_auxiliaryLossWeight));
        }

        total.backward();

        Tensor gradient = Network.TakeGradient()!;
        GradientClipping.Apply(_options, gradient);
        _optimizer.Step(gradient, arguments.LearningRate);
        return Values(loss, logits[0].detach(), labels);
    }

    public override Tensor Validate(HostBatch batch)
    {
        (Tensor input, Tensor labels, Tensor? weights) = _input.Load(batch);
        Tensor logits = Forward(input, batch, ForwardPass.Inference)[0];
        return Values(_loss.Mean(logits, labels, weights), logits, labels);
    }

    // The loss is the mean over the batch; what the metric is made of are sums over its rows.
    public override void Accumulate(ReadOnlySpan<float> values, int rows, Span<double> sums)
    {
        sums[0] += (double)values[0] * rows;
        for (int i = 1; i < values.Length; i++)
        {
            sums[i] += values[i];
        }
    }

    public override EpochMeans Means(ReadOnlySpan<double> sums, long rows) =>
        new(sums[0] / rows, _loss.Metric(sums[1..], rows), _loss.Measures(sums[1..], rows));

    /// <summary>What the network gives for a batch, without its final activation: <c>[N, outputs]</c>, in the present scope.</summary>
    public Tensor Logits(HostBatch batch) => Forward(_input.Load(batch).Input, batch, ForwardPass.Inference)[0];

    public override Network Snapshot() =>
        Scaling is { } scaling ? OutputScaling.Insert(Network.ToNetwork(), scaling.Deviations, scaling.Means) : Network.ToNetwork();

    public override void Dispose()
    {
        _input.Dispose();
        _best.Dispose();
        _optimizer.Dispose();
    }

    // Classes as maps of one value, [N, K, 1, 1], are [N, K].
    private Tensor[] Forward(Tensor input, HostBatch batch, ForwardPass pass) =>
        [.. Network.ForwardAll([input, .. _input.Others(batch)], pass).Select(output => output.ndim > 2 ? output.flatten(1) : output)];

    private Tensor Values(Tensor loss, Tensor logits, Tensor labels) =>
        cat([loss.detach().reshape(1), _loss.Sums(logits, labels).to_type(ScalarType.Float32)]);

    private FlatOptimizer CreateOptimizer(FlatParameters parameters)
    {
        if (parameters.Ranges.Count == 0)
        {
            throw new TrainingException("There is nothing to train: the network has no parameters, or all of them are frozen.");
        }

        return _options.Optimizer.Create(parameters.Data, [.. parameters.Ranges.Select(range =>
        {
            ParameterGroup? group = range.Group < _groups.Count ? _groups[range.Group] : null;
            return new GroupSettings(range, group?.LearningRateFactor ?? 1, group?.WeightDecay ?? _options.Optimizer.WeightDecay);
        })]);
    }
}
