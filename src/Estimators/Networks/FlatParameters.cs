using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>
/// All numbers of a network that training reads or writes, on one device, in three flat tensors: what the optimizer
/// changes (sorted by parameter group), what is frozen, and the running statistics of batch normalization.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    private readonly FlatTensor _trainable;
    private readonly FlatTensor _frozen;
    private readonly FlatTensor _buffers;
    private readonly Tensor[] _fixedViews;
    private readonly Tensor[] _inferenceViews;

    /// <summary>Copies a network's parameters to a device.</summary>
    /// <param name="network">The network.</param>
    /// <param name="groupOf">The group of a parameter, counted from 0, or -1 when it is frozen.</param>
    /// <param name="device">Where the tensors live.</param>
    /// <param name="channelsLast">Whether 4-D weights lie channels-last.</param>
    public FlatParameters(Network network, Func<NetworkParameter, int> groupOf, Device device, bool channelsLast)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        var grouped = network.Parameters.Select(p => (Parameter: p, Group: p.Trainable ? groupOf(p) : -1)).ToList();
        var trained = grouped.Where(p => p.Group >= 0).OrderBy(p => p.Group).ToList();
        _trainable = new FlatTensor([.. trained.Select(p => Part(p.Parameter.Tensor))], device, channelsLast);
        _frozen = new FlatTensor([.. grouped.Where(p => p.Group < 0).Select(p => Part(p.Parameter.Tensor))], device, channelsLast);
        _buffers = new FlatTensor([.. network.Buffers.Select(b => Part(network.Tensors[b]))], device, channelsLast);
        Ranges = FindRanges(trained.Select(p => p.Group).ToList());

        _fixedViews = [.. _frozen.Views(_frozen.Data), .. _buffers.Views(_buffers.Data)];
        _inferenceViews = _trainable.Views(_trainable.Data);
        FixedNames = [.. _frozen.Slots.Concat(_buffers.Slots).Select(s => s.Name)];
        TrainableNames = [.. _trainable.Slots.Select(s => s.Name)];
        Read(network);

        // The leaf shares its memory with Data: the optimizer writes Data, autograd sees the leaf.
        Leaf = _trainable.Data.detach().requires_grad_();
        foreach (Tensor kept in (Tensor[])[.. _fixedViews, .. _inferenceViews, _trainable.Data, _frozen.Data, _buffers.Data, Leaf])
        {
            scope.Detach(kept);
        }
    }

    /// <summary>The trained parameters, <c>[total]</c>, without autograd: what the optimizer changes.</summary>
    public Tensor Data => _trainable.Data;

    /// <summary>The same memory as <see cref="Data"/>, as the leaf whose gradient a backward pass fills.</summary>
    public Tensor Leaf { get; }

    /// <summary>Running means and variances, <c>[total]</c>.</summary>
    public Tensor Buffers => _buffers.Data;

    /// <summary>The range of each parameter group in <see cref="Data"/>; groups without parameters are absent.</summary>
    public IReadOnlyList<ParameterRange> Ranges { get; }

    public string[] TrainableNames { get; }

    public string[] FixedNames { get; }

    /// <summary>Views of frozen parameters and running statistics, in the order of <see cref="FixedNames"/>.</summary>
    public Tensor[] FixedViews => _fixedViews;

    /// <summary>
    /// Views of the trained parameters, in the order of <see cref="TrainableNames"/>: with autograd new ones for this
    /// pass, otherwise the same ones every time.
    /// </summary>
    public Tensor[] TrainableViews(bool withGradient) => withGradient ? _trainable.Views(Leaf) : _inferenceViews;

    /// <summary>Copies the values of a network with the same initializers into the flat tensors.</summary>
    public void Read(Network network)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        for (int i = 0; i < FixedNames.Length; i++)
        {
            using Tensor source = TensorData.ToTorch(network.Tensors[FixedNames[i]]);
            _fixedViews[i].copy_(source);
        }

        for (int i = 0; i < TrainableNames.Length; i++)
        {
            using Tensor source = TensorData.ToTorch(network.Tensors[TrainableNames[i]]);
            _inferenceViews[i].copy_(source);
        }
    }

    /// <summary>The network with the present values; weights are written in ONNX order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="change">What becomes of the trained parameters, by their number, on the way.</param>
    public Network WriteTo(Network network, Func<int, Tensor, Tensor> change)
    {
        var replacements = new List<NetworkTensor>();
        for (int i = 0; i < TrainableNames.Length; i++)
        {
            Add(TrainableNames[i], change(i, _inferenceViews[i]));
        }

        for (int i = _frozen.Slots.Count; i < FixedNames.Length; i++)
        {
            Add(FixedNames[i], _fixedViews[i]);
        }

        return network.WithTensors(replacements);

        // Weights in half precision are trained in single precision, and go back as they came.
        void Add(string name, Tensor values) =>
            replacements.Add(ConstantData.Convert(TensorData.ToNetwork(name, values), network.Tensors[name].ElementType));
    }

    /// <summary>The name of a parameter or statistic with values that are no numbers; null when there is none.</summary>
    public string? FindNotFinite()
    {
        return TrainableNames.Zip(_inferenceViews).Concat(FixedNames.Zip(_fixedViews)).FirstOrDefault(p => !TensorData.IsFinite(p.Second)).First;
    }

    public void Dispose()
    {
        Leaf.Dispose();
        foreach (Tensor view in _fixedViews.Concat(_inferenceViews))
        {
            view.Dispose();
        }

        _trainable.Dispose();
        _frozen.Dispose();
        _buffers.Dispose();
    }

    private static (string Name, long[] Shape) Part(NetworkTensor tensor) => (tensor.Name, [.. tensor.Shape]);

    private ParameterRange[] FindRanges(List<int> groups)
    {
        var ranges = new List<ParameterRange>();
        for (int i = 0; i < groups.Count; i++)
        {
            ParameterSlot slot = _trainable.Slots[i];
            if (ranges.Count > 0 && ranges[^1].Group == groups[i])
            {
                ranges[^1] = ranges[^1] with { Count = ranges[^1].Count + slot.Count };
            }
            else
            {
                ranges.Add(new ParameterRange(groups[i], slot.Offset, slot.Count));
            }
        }

        return [.. ranges];
    }
}

/// <summary>The part of the flat parameter tensor that belongs to one parameter group.</summary>
/// <param name="Group">Index of the group.</param>
/// <param name="Offset">First element.</param>
/// <param name="Count">Number of elements.</param>
internal readonly record struct ParameterRange(int Group, long Offset, long Count);
