using System.Collections.ObjectModel;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// A neural network: an ONNX graph of operators, its constant tensors (the weights) and metadata. It is immutable and
/// safe to use from many threads; the <c>With...</c> methods give a new network that shares the tensors.
/// </summary>
public sealed partial class Network
{
    private readonly ModelParts _parts;

    internal Network(ModelParts parts)
    {
        _parts = PlainForm.Of(ModelValidator.Check(parts));
        Tensors = new ReadOnlyDictionary<string, NetworkTensor>(_parts.Tensors.ToDictionary(t => t.Name));
        Inputs = Array.AsReadOnly(
            _parts.Graph.Input.Where(v => !Tensors.ContainsKey(v.Name)).Select(v => Describe(v, "input")).ToArray());
        Outputs = Array.AsReadOnly(_parts.Graph.Output.Select(v => Describe(v, "output")).ToArray());
        Metadata = new ReadOnlyDictionary<string, string>(
            _parts.Model.MetadataProps.ToDictionary(p => p.Key, p => p.Value));
        Labels = Metadata.TryGetValue(MetadataKeys.Labels, out var labels)
            ? MetadataJson.ReadStrings(MetadataKeys.Labels, labels) : null;
        Preprocessing = Metadata.TryGetValue(MetadataKeys.Preprocessing, out var preprocessing)
            ? MetadataJson.ReadPreprocessing(MetadataKeys.Preprocessing, preprocessing) : null;
        Generator = Metadata.TryGetValue(MetadataKeys.Generator, out var generator)
            ? MetadataJson.ReadGenerator(MetadataKeys.Generator, generator) : null;
        AuxiliaryOutputs = Metadata.TryGetValue(MetadataKeys.Auxiliary, out var auxiliary)
            ? [.. MetadataJson.ReadStrings(MetadataKeys.Auxiliary, auxiliary).Where(n => Outputs.Any(o => o.Name == n))]
            : [];
        IReadOnlyList<string> frozen = Metadata.TryGetValue(MetadataKeys.Frozen, out var names)
            ? MetadataJson.ReadStrings(MetadataKeys.Frozen, names) : [];
        (Parameters, Buffers, var excluded) = ParameterFinder.Find(
            Nodes, Tensors, Inputs.Select(i => i.Name), Outputs.Select(o => o.Name), frozen.ToHashSet());
        FrozenTensors =
        [
            .. Parameters.Where(p => !p.Trainable).Select(p => new FrozenTensor(p.Name, p.Layer, p.Tensor.Count, "frozen on purpose")), .. excluded,
        ];
    }

    internal ModelParts Parts => _parts;

    /// <summary>The name of the graph; may be empty.</summary>
    public string Name => _parts.Graph.Name;

    /// <summary>The version of ONNX's own operator set that the network is written in.</summary>
    public int OpsetVersion => (int)_parts.Model.OpsetImport.First(o => o.Domain is "" or "ai.onnx").Version;

    /// <summary>The version of a domain's operator set that the network is written in; 0 when it imports none.</summary>
    internal int OpsetOf(string domain) => domain.Length == 0
        ? OpsetVersion : (int)(_parts.Model.OpsetImport.FirstOrDefault(o => o.Domain == domain)?.Version ?? 0);

    /// <summary>The values that must be given to run the network: graph inputs that are not initializers.</summary>
    public IReadOnlyList<NetworkValue> Inputs { get; }

    /// <summary>The values that the network gives.</summary>
    public IReadOnlyList<NetworkValue> Outputs { get; }

    /// <summary>The operations, each after those whose outputs it reads.</summary>
    public IReadOnlyList<NetworkNode> Nodes => _parts.Nodes;

    /// <summary>The constant tensors (ONNX: initializers) by name: weights, statistics, shapes and other constants.</summary>
    public IReadOnlyDictionary<string, NetworkTensor> Tensors { get; }

    /// <summary>
    /// The tensors that training may change, in the order in which the graph uses them: weights and biases of layers, scales
    /// and shifts of normalizations, and whatever else of floating-point numbers a gradient reaches, unless its use says that
    /// it is no weight; see <see cref="FrozenTensors"/>.
    /// </summary>
    public IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>
    /// The names of the running means and variances of batch normalizations: training changes them, but not by
    /// gradients.
    /// </summary>
    public IReadOnlyList<string> Buffers { get; }

    /// <summary>
    /// The tensors of numbers that no gradient changes, each with the reason: parameters that are frozen on purpose (see
    /// <see cref="WithFrozen"/>), running statistics, single numbers of formulas, what prepares the input before the first
    /// layer, masks, quantized weights, and what no output depends on smoothly.
    /// </summary>
    public IReadOnlyList<FrozenTensor> FrozenTensors { get; }

    /// <summary>
    /// The number of values in <see cref="Parameters"/>; running statistics are not counted, as usual in PyTorch.
    /// </summary>
    public long ParameterCount => Parameters.Sum(p => p.Tensor.Count);

    /// <summary>The names of the classes in the order of the output, when the network carries them.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>How pixels become the network's input, when the network carries it.</summary>
    public ImagePreprocessing? Preprocessing { get; }

    /// <summary>
    /// How the pixels of the (only) input lie, when it has four dimensions: <see cref="PixelLayout.Planar"/> for
    /// [N, C, H, W], <see cref="PixelLayout.Interleaved"/> for [N, H, W, C]. It is what <see cref="Preprocessing"/> says;
    /// else what the first nodes that read the input tell (a convolution takes channels first, a transposition by
    /// [0, 3, 1, 2] makes them so); else a last dimension of 1 or 3 stands for channels when the second is neither.
    /// </summary>
    public PixelLayout ImageLayout => Preprocessing?.Layout ?? LayoutFinder.Find(this);

    /// <summary>
    /// Whether the weights are still those that the builder drew when it made this network: nobody has trained or loaded
    /// them. False for every network from a file, which does not tell.
    /// </summary>
    public bool HasNewWeights => _parts.HasNewWeights;

    /// <summary>How the input of a generator is made up, when the network is one and carries it.</summary>
    public GeneratorLayout? Generator { get; }

    /// <summary>
    /// The names of those <see cref="Outputs"/> that are only there to help training, as GoogLeNet's two extra heads;
    /// see <see cref="WithoutAuxiliaryOutputs"/>.
    /// </summary>
    public IReadOnlyList<string> AuxiliaryOutputs { get; }

    /// <summary>All free-form metadata, those entries included that <see cref="Labels"/> and others read.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gives the name and the number of parameters as text.</summary>
    /// <returns>One line.</returns>
    public override string ToString() =>
        $"{(Name.Length > 0 ? Name : "Network")} ({Nodes.Count} nodes, {ParameterCount:N0} parameters)";

    private static NetworkValue Describe(ValueInfoProto value, string kind)
    {
        var owner = $"The graph's {kind} '{value.Name}'";
        if (value.Type?.TensorType is not { } tensor)
        {
            throw new NetworkFormatException($"{owner} is not a tensor; only tensors are supported.");
        }

        return new NetworkValue(
            value.Name, ElementTypes.Parse(tensor.ElemType, owner), ElementTypes.ParseShape(tensor, owner));
    }
}
