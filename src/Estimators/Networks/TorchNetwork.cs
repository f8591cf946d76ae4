using System.Runtime.InteropServices;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// A network that torch can train: the ONNX graph, run node by node, with its initializers as parameters.
/// </summary>
/// <remarks>
/// All trained parameters live in one flat tensor, and their gradients arrive in one. Dropout and batch normalization
/// behave as the pass asks; inside the frozen part of a network both behave as for scoring. An instance is not thread-safe.
/// </remarks>
public sealed class TorchNetwork : IDisposable
{
    private readonly NetworkPlan _plan;
    private readonly Frame _frame;
    private readonly Generator _random;
    private readonly FlatParameters _parameters;
    private readonly (int Slot, int View)[] _trainableSlots;
    private readonly bool _channelsLastInput;
    private readonly int _tapSlot;
    private readonly SpectralNormalization? _spectral;

    /// <summary>Compiles a network and copies its parameters to a device.</summary>
    /// <param name="network">A network with at least one input and output; the first output is the result.</param>
    /// <param name="options">Device, memory layout, precision and parameter groups; null for the defaults.</param>
    /// <exception cref="NetworkFormatException">The network would take more memory than there is.</exception>
    /// <exception cref="UnsupportedOperatorException">A node is not among <see cref="SupportedOperators"/>.</exception>
    /// <exception cref="TrainingException">libtorch is missing, or the system refuses it.</exception>
    public TorchNetwork(Network network, TorchNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        TorchLibrary.Ready();
        options ??= new TorchNetworkOptions();
        GraphCost.Check(network);
        Source = network;
        Device = new Device(options.Device);
        Network folded = SinglePrecision.Of(GraphFolding.Fold(network));
        _plan = new NetworkPlan(folded, options.AllOutputs, options.StripOutputActivation, Device, options.Tap);
        _tapSlot = options.Tap is null ? -1 : _plan.FindSlot(options.Tap);
        IsChannelsLast = options.ChannelsLast ?? (Device.type != DeviceType.CPU || !MemoryLayout.IsPlanarFaster(network));
        _parameters = new FlatParameters(network, options.GroupOf ?? (static _ => 0), Device, IsChannelsLast);
        _random = new Generator(0, Device);
        _frame = _plan.NewFrame(_random);
        _frame.BFloat16 = options.BFloat16;
        _channelsLastInput = IsChannelsLast && network.Nodes.Any(n => n.OpType == "Conv");

        _trainableSlots = [.. _parameters.TrainableNames.Select((name, view) => (_plan.FindSlot(name), view)).Where(s => s.Item1 >= 0)];
        foreach ((int slot, _) in _trainableSlots)
        {
            _frame.IsTrained[slot] = true;
        }

        foreach (int slot in MadeOfTrained(folded, _parameters.TrainableNames))
        {
            _frame.IsTrained[slot] = true;
        }

        foreach (string value in FrozenDropout.Find(network, _parameters.TrainableNames.ToHashSet(StringComparer.Ordinal)))
        {
            if (_plan.FindSlot(value) is var slot and >= 0)
            {
                _frame.IsUndropped[slot] = true;
            }
        }

        _spectral = options.SpectralNormalization ? new SpectralNormalization(_parameters.TrainableViews(withGradient: false)) : null;
        for (int i = 0; i < _parameters.FixedNames.Length; i++)
        {
            if (_plan.FindSlot(_parameters.FixedNames[i]) is var slot and >= 0)
            {
                _frame[slot] = _parameters.FixedViews[i];
            }
        }
    }

    /// <summary>The operators that training knows, by domain, name and the version of the operator set that defines them.</summary>
    public static IReadOnlyList<SupportedOperator> SupportedOperators { get; } =
        [.. Estimators.Networks.OperatorTable.Instance.All.Select(e => new SupportedOperator(e.Domain, e.Name, e.Since, e.Entry.NotSupported))];

    /// <summary>The network as it was given, with its values from before any training.</summary>
    public Network Source { get; }

    /// <summary>Where parameters and activations live.</summary>
    public Device Device { get; }

    /// <summary>The trained parameters in one flat float32 tensor, <c>[count]</c>; writing to it changes the network.</summary>
    public Tensor Parameters => _parameters.Data;

    /// <summary>Whether 4-D weights lie channels-last in <see cref="Parameters"/>.</summary>
    internal bool IsChannelsLast { get; }

    internal FlatParameters Flat => _parameters;

    /// <summary>The tensors that training changes: what a checkpoint must hold.</summary>
    internal IReadOnlyList<Tensor> State => [_parameters.Data, _parameters.Buffers, .. _spectral?.State ?? []];

    internal bool UsesDropout => _plan.UsesDropout;

    /// <summary>
    /// A batch normalization that learns and sees one value per row and channel, so that a batch of one row has no variance;
    /// null when there is none.
    /// </summary>
    internal string? NodeThatNeedsTwoRows
    {
        get
        {
            IReadOnlyDictionary<string, IReadOnlyList<long>>? shapes = null;
            return Source.Nodes.FirstOrDefault(node => node.OpType == "BatchNormalization"
                && node.Inputs.Skip(1).Take(2).Any(_parameters.TrainableNames.Contains)
                && (shapes ??= Source.InferTypicalShapes()).TryGetValue(node.Inputs[0], out IReadOnlyList<long>? shape)
                && shape.Skip(2).All(size => size == 1))?.Name;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="input">Float32 tensor <c>[N, ...]</c> of the network's input shape, on <see cref="Device"/>.</param>
    /// <param name="training">Whether this is a training pass; an inference pass builds no graph for gradients.</param>
    /// <returns>
    /// The first output, of the element type that the network gives, half precision as float32; the caller disposes it.
    /// </returns>
    /// <exception cref="TrainingException">A node fails, for example because shapes do not fit.</exception>
    public Tensor Forward(Tensor input, bool training)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Forward(input, training ? ForwardPass.Training : ForwardPass.Inference);
    }

    /// <summary>Runs a network of several inputs.</summary>
    /// <param name="inputs">A float32 tensor <c>[N, ...]</c> for each of the network's inputs, in their order, on <see cref="Device"/>.</param>
    /// <param name="training">Whether this is a training pass; an inference pass builds no graph for gradients.</param>
    /// <returns>The first output; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">There are not as many tensors as the network has inputs.</exception>
    /// <exception cref="TrainingException">A node fails, for example because shapes do not fit.</exception>
    public Tensor Forward(IReadOnlyList<Tensor> inputs, bool training)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using DisposeScope scope = NewDisposeScope();
        Run(inputs, training ? ForwardPass.Training : ForwardPass.Inference);
        return scope.MoveToOuter(TakeOutput(0));
    }

    /// <summary>Runs the network as the pass asks, and gives the first output.</summary>
    internal Tensor Forward(Tensor input, ForwardPass pass)
    {
        using DisposeScope scope = NewDisposeScope();
        Run([input], pass);
        return scope.MoveToOuter(TakeOutput(0));
    }

    /// <summary>
    /// Runs the network as the pass asks, and gives its outputs in order: all of them with
    /// <see cref="TorchNetworkOptions.AllOutputs"/>, otherwise the first one. The caller disposes them.
    /// </summary>
    internal Tensor[] ForwardAll(Tensor input, ForwardPass pass) => ForwardAll([input], pass);

    /// <summary>The same for a network of several inputs.</summary>
    internal Tensor[] ForwardAll(IReadOnlyList<Tensor> inputs, ForwardPass pass)
    {
        using DisposeScope scope = NewDisposeScope();
        Run(inputs, pass);
        return [.. Enumerable.Range(0, _plan.OutputSlots.Length).Select(i => scope.MoveToOuter(TakeOutput(i)))];
    }

    /// <summary>
    /// Runs the network as for inference, and prepares a gradient with respect to the value that
    /// <see cref="TorchNetworkOptions.Tap"/> names.
    /// </summary>
    /// <param name="input">As in <see cref="Forward(Tensor, bool)"/>.</param>
    /// <returns>The output, and the value as a leaf that has its gradient after a backward pass; the caller disposes both.</returns>
    /// <exception cref="TrainingException">A node fails, or the result does not depend on the value.</exception>
    internal (Tensor Output, Tensor Tap) ForwardWithTap(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? tap = null;
        int at = 0;
        using (no_grad())
        {
            Prepare([input], ForwardPass.Inference);
            for (; at < _plan.Steps.Count && tap is null; at++)
            {
                RunSteps(at, at + 1);
                tap = _tapSlot >= 0 ? _frame.Values[_tapSlot]?.to_type(ScalarType.Float32).clone() : null;
            }
        }

        if (tap is null)
        {
            throw new TrainingException($"The result of network '{Source.Name}' does not depend on the layer, so it has no gradient there.");
        }

        tap.requires_grad = true;
        using IDisposable gradients = set_grad_enabled(true);
        // A copy, because the next step may work in place, which a leaf does not allow.
        _frame.Values[_tapSlot] = tap.clone();
        RunSteps(at, _plan.Steps.Count);
        return (scope.MoveToOuter(TakeOutput(0)), scope.MoveToOuter(tap));
    }

    /// <summary>Slots of values that are made of trained parameters alone: a weight that is cast or transposed first.</summary>
    private IEnumerable<int> MadeOfTrained(Network network, IEnumerable<string> trainable)
    {
        var trained = trainable.ToHashSet(StringComparer.Ordinal);
        foreach (NetworkNode node in network.Nodes)
        {
            if (node.Inputs.Any(trained.Contains) && node.Inputs.All(i => i.Length == 0 || trained.Contains(i) || network.Tensors.ContainsKey(i)))
            {
                trained.UnionWith(node.Outputs);
                foreach (int slot in node.Outputs.Select(_plan.FindSlot).Where(slot => slot >= 0))
                {
                    yield return slot;
                }
            }
        }
    }

    private void Run(IReadOnlyList<Tensor> inputs, ForwardPass pass)
    {
        using IDisposable gradients = set_grad_enabled(pass.Graph);
        Prepare(inputs, pass);
        RunSteps(0, _plan.Steps.Count);
    }

    private void Prepare(IReadOnlyList<Tensor> inputs, ForwardPass pass)
    {
        if (inputs.Count != Source.Inputs.Count)
        {
            throw new ArgumentException(
                $"Network '{Source.Name}' has {Source.Inputs.Count} inputs ({InvariantText.Join(", ", Source.Inputs)}), but was given {inputs.Count} tensors.", nameof(inputs));
        }

        _frame.Training = pass.Behaviour == PassBehaviour.Training;
        Tensor[] views = _parameters.TrainableViews(withGradient: pass is { Graph: true, Parameters: true } && Parameters.numel() > 0);
        foreach ((int slot, int view) in _trainableSlots)
        {
            _frame[slot] = _spectral?.Apply(view, views[view], pass.Behaviour == PassBehaviour.Training) ?? views[view];
        }

        for (int i = 0; i < inputs.Count; i++)
        {
            if (_plan.FindSlot(Source.Inputs[i].Name) is var slot and >= 0)
            {
                Tensor input = inputs[i];
                _frame[slot] = _channelsLastInput && input.ndim == 4 && input.size(1) > 1
                    ? input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
                    : input;
            }
        }
    }

    // Several outputs may be one value; each is then a tensor of its own, so that the caller can dispose all alike.
    private Tensor TakeOutput(int index)
    {
        int slot = _plan.OutputSlots[index];
        Tensor output = _frame[slot];
        bool ready = output.dtype is not (ScalarType.Float16 or ScalarType.BFloat16);
        if (_plan.IsConstant(slot) || _plan.OutputSlots.AsSpan(index + 1).Contains(slot))
        {
            return ready ? output.alias() : output.to_type(ScalarType.Float32);
        }

        _frame.Values[slot] = null;
        return ready ? output : output.to_type(ScalarType.Float32);
    }

    /// <summary>Sets the random numbers that Dropout draws in the passes to come; they do not depend on torch's own state.</summary>
    /// <param name="seed">The seed.</param>
    public void SeedDropout(long seed) => _random.manual_seed(seed);

    /// <summary>Takes the gradient of the last backward pass out of the network.</summary>
    /// <returns>A flat tensor laid out like <see cref="Parameters"/>, which the caller disposes; null without a backward pass.</returns>
    public Tensor? TakeGradient()
    {
        Tensor? gradient = _parameters.Leaf.grad;
        _parameters.Leaf.grad = null;
        return gradient;
    }

    /// <summary>The network with the present parameters and running statistics.</summary>
    public Network ToNetwork()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return _parameters.WriteTo(Source, (i, view) => _spectral?.Apply(i, view, training: false) ?? view);
    }

    /// <summary>Releases all tensors.</summary>
    public void Dispose()
    {
        _parameters.Dispose();
        _spectral?.Dispose();
        _plan.Dispose();
        _random.Dispose();
    }

    private void RunSteps(int at, int end)
    {
        try
        {
            for (; at < end; at++)
            {
                PlanStep step = _plan.Steps[at];
                step.Run(_frame);
                foreach (int slot in step.Finished)
                {
                    _frame.Values[slot]?.Dispose();
                    _frame.Values[slot] = null;
                }
            }
        }
        catch (ExternalException e) when (!OutOfMemory.Is(e))
        {
            // Behind the first line libtorch writes its stack.
            PlanStep step = _plan.Steps[at];
            throw new TrainingException($"Node '{step.Node}' ({step.OpType}) failed: {NativeMessage.Of(e)}", e);
        }
    }
}
