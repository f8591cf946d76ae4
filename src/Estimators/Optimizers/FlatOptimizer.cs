using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// An optimizer over one flat parameter tensor: a step is a handful of operations per parameter group, however many
/// layers the network has.
/// </summary>
internal abstract class FlatOptimizer : IDisposable
{
    private readonly Tensor[] _state;
    private readonly IReadOnlyList<GroupSettings> _groups;
    private readonly Tensor[] _parameters;
    private readonly Tensor[][] _groupStates;
    private readonly bool _onCpu;

    /// <param name="parameters">The flat parameters, without autograd.</param>
    /// <param name="groups">Ranges of them; parameters in no range stay as they are.</param>
    /// <param name="states">How many tensors of state there are per parameter.</param>
    private protected FlatOptimizer(Tensor parameters, IReadOnlyList<GroupSettings> groups, int states)
    {
        using DisposeScope scope = NewDisposeScope();
        _groups = groups;
        _onCpu = parameters.device_type == DeviceType.CPU;
        _state = [.. Enumerable.Range(0, states).Select(_ => zeros_like(parameters))];
        _parameters = [.. groups.Select(g => Part(parameters, g))];
        _groupStates = [.. groups.Select(g => (Tensor[])[.. _state.Select(s => Part(s, g))])];
        foreach (Tensor kept in _state.Concat(_parameters).Concat(_groupStates.SelectMany(s => s)))
        {
            scope.Detach(kept);
        }
    }

    /// <summary>Number of steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>The tensors that a checkpoint must hold, besides <see cref="Steps"/>.</summary>
    public IReadOnlyList<Tensor> State => _state;

    /// <summary>Changes the parameters by one step.</summary>
    /// <param name="gradient">The flat gradient; it may be overwritten.</param>
    /// <param name="learningRate">Learning rate of this step, before group factors.</param>
    public void Step(Tensor gradient, double learningRate)
    {
        Steps++;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        for (int i = 0; i < _groups.Count; i++)
        {
            Tensor part = _groups.Count == 1 && _groups[i].Range.Count == gradient.numel() ? gradient : Part(gradient, _groups[i]);
            Update(_parameters[i], part, _groupStates[i], learningRate * _groups[i].LearningRateFactor, _groups[i].WeightDecay);
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _state.Concat(_parameters).Concat(_groupStates.SelectMany(s => s)))
        {
            tensor.Dispose();
        }
    }

    /// <summary>Changes one group's parameters and state in place. A step is always taken inside a dispose scope.</summary>
    private protected abstract void Update(
        Tensor parameters, Tensor gradient, Tensor[] state, double learningRate, double weightDecay);

    /// <summary>Whether an operator that does the whole step in one pass can be used. On a GPU all passes are short.</summary>
    private protected bool CanFuse(AtenOperator fused) => _onCpu && fused.IsAvailable;

    private static Tensor Part(Tensor flat, GroupSettings group) => flat.narrow(0, group.Range.Offset, group.Range.Count);
}

/// <summary>A range of the flat parameters with what its group changes.</summary>
/// <param name="Range">The range.</param>
/// <param name="LearningRateFactor">Multiplies the learning rate.</param>
/// <param name="WeightDecay">Replaces the optimizer's weight decay.</param>
internal readonly record struct GroupSettings(ParameterRange Range, double LearningRateFactor, double WeightDecay);
