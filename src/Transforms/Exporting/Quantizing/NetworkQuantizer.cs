using System.Runtime.InteropServices;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Gives a network whose layers compute with bytes: each value between them is a <c>uint8</c> with one scale and zero point,
/// each weight an <c>int8</c> with a scale for its channel, written as pairs of QuantizeLinear and DequantizeLinear (QDQ), from
/// which a runtime makes integer kernels where it has them. After Jacob et al., Quantization and Training of Neural Networks for
/// Efficient Integer-Arithmetic-Only Inference (2018).
/// </summary>
internal sealed class NetworkQuantizer
{
    /// <summary>
    /// The largest weight, of 7 bits: processors without integer dot products add two products in 16 bits, which 8 bits overflow;
    /// so the results are the same on all.
    /// </summary>
    private const int LargestWeight = 63;

    private static readonly HashSet<string> _layers = ["Conv", "Gemm", "MatMul"];

    // What only moves or picks values keeps their scale.
    private static readonly HashSet<string> _movers = ["MaxPool", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze"];

    private static readonly HashSet<string> _others = ["AveragePool", "GlobalAveragePool", "Concat", "Add"];

    private readonly Network _network;
    private readonly HashSet<string> _taken;
    private readonly List<NetworkNode> _nodes = [];
    private readonly List<NetworkTensor> _added = [];
    private readonly Dictionary<string, (float Scale, byte Zero)> _scales = [];
    private readonly Dictionary<string, string> _dequantized = [];

    private NetworkQuantizer(Network network)
    {
        _network = network;
        _taken = [.. network.Tensors.Keys, .. network.Nodes.SelectMany(node => node.Outputs.Append(node.Name)), .. network.Inputs.Select(input => input.Name)];
    }

    /// <summary>Quantizes a network.</summary>
    /// <param name="network">The network; its operator set is 13 or later.</param>
    /// <param name="rows">Its inputs, row by row, for the scales.</param>
    /// <exception cref="DeepLearningException">It has no layer to quantize, or there are no rows.</exception>
    public static Network Quantize(Network network, IEnumerable<SampleValue[]> rows)
    {
        network = NormalizationFolding.Fold(network);
        return new NetworkQuantizer(network).Run(rows);
    }

    private Network Run(IEnumerable<SampleValue[]> rows)
    {
        NetworkNode[] layers = [.. _network.Nodes.Where(IsLayer)];
        if (layers.Length == 0)
            throw new DeepLearningException($"Network '{_network.Name}' has no convolution, Gemm or MatMul with constant weights of single precision; there is nothing to quantize.");
        HashSet<string> quantized = FindValues(layers);
        foreach ((string value, (float least, float most)) in ValueRanges.Measure(_network, quantized, rows))
            _scales[value] = ScaleOf(least, most);
        foreach (NetworkNode mover in _network.Nodes.Where(node => IsOf(node, _movers) && quantized.Contains(node.Outputs[0]) && quantized.Contains(node.Inputs[0])))
            _scales[mover.Outputs[0]] = _scales[mover.Inputs[0]];
        foreach (string input in _network.Inputs.Select(input => input.Name).Where(quantized.Contains))
            AddPair(input);
        foreach (NetworkNode node in _network.Nodes)
        {
            _nodes.Add(Rewritten(node));
            foreach (string output in node.Outputs.Where(quantized.Contains))
                AddPair(output);
        }

        return _network.Edit(parts => Pruning.Prune(parts with { Nodes = _nodes, Tensors = [.. parts.Tensors, .. _added] }));
    }

    private static (float Scale, byte Zero) ScaleOf(float least, float most)
    {
        float scale = Math.Max((most - least) / 255, 1e-9f);
        return (scale, (byte)Math.Clamp(MathF.Round(-least / scale), 0, 255));
    }

    private static bool IsOf(NetworkNode node, HashSet<string> operators) => node.Domain.Length == 0 && operators.Contains(node.OpType);

    private bool IsLayer(NetworkNode node) => IsOf(node, _layers) && WeightOf(node) is { } weight
        && (node.OpType != "MatMul" || weight.Shape.Count == 2)
        && (node.OpType != "Gemm" || (node.GetFloat("alpha", 1) == 1 && node.GetFloat("beta", 1) == 1 && node.GetInt("transA", 0) == 0))
        && (node.Inputs.Count < 3 || node.Inputs[2].Length == 0 || (Numbers(node.Inputs[2]) is { } bias && bias.Count == ChannelsOf(node, weight)));

    private NetworkTensor? Numbers(string name) =>
        _network.Tensors.TryGetValue(name, out NetworkTensor? tensor) && tensor.ElementType == TensorElementType.Float ? tensor : null;

    private NetworkTensor? WeightOf(NetworkNode node) => Numbers(node.Inputs[1]);

    private static int AxisOf(NetworkNode node) => node.OpType == "Conv" || (node.OpType == "Gemm" && node.GetInt("transB", 0) == 1) ? 0 : 1;

    private static long ChannelsOf(NetworkNode node, NetworkTensor weight) => weight.Shape[AxisOf(node)];

    /// <summary>
    /// The values that become bytes: what layers read, what convolutions make (behind the activation that is computed with them),
    /// and on from there through what works on bytes. What the network gives stays as it is, and so does what only other nodes read.
    /// </summary>
    private HashSet<string> FindValues(NetworkNode[] layers)
    {
        HashSet<string> outputs = [.. _network.Outputs.Select(output => output.Name)];
        ILookup<string, NetworkNode> readers = _network.Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(use => use.input, use => use.node);
        HashSet<string> values = [.. layers.Select(layer => layer.Inputs[0])];
        values.UnionWith(layers.Where(layer => layer.OpType == "Conv").Select(layer => AfterActivation(layer.Outputs[0])));
        foreach (NetworkNode node in _network.Nodes)
        {
            bool moves = IsOf(node, _movers);
            if ((moves || IsOf(node, _others)) && (moves ? node.Inputs.Take(1) : node.Inputs).All(values.Contains))
                values.Add(AfterActivation(node.Outputs[0]));
        }

        values.ExceptWith(outputs);
        values.RemoveWhere(_network.Tensors.ContainsKey);
        return values;

        string AfterActivation(string value) => !outputs.Contains(value) && readers[value].ToArray() is [{ OpType: "Relu" or "Clip", Domain: "" } activation]
            ? activation.Outputs[0] : value;
    }

    private NetworkNode Rewritten(NetworkNode node)
    {
        NodeProto proto = node.Proto.Clone();
        proto.Name = node.Name;
        for (int i = 0; i < proto.Input.Count; i++)
            proto.Input[i] = _dequantized.GetValueOrDefault(proto.Input[i], proto.Input[i]);
        if (IsLayer(node) && _scales.TryGetValue(node.Inputs[0], out (float Scale, byte Zero) input))
        {
            NetworkTensor weight = WeightOf(node)!;
            float[] scales = Quantized(node, weight, out string name);
            proto.Input[1] = name;
            if (proto.Input.Count > 2 && proto.Input[2].Length > 0)
                proto.Input[2] = Bias(Numbers(node.Inputs[2])!, scales, input.Scale);
        }

        return new NetworkNode(proto);
    }

    private float[] Quantized(NetworkNode node, NetworkTensor weight, out string name)
    {
        int axis = AxisOf(node), channels = (int)weight.Shape[axis];
        int inner = (int)weight.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        ReadOnlySpan<float> values = weight.Floats;
        float[] scales = new float[channels];
        for (int i = 0; i < values.Length; i++)
            scales[i / inner % channels] = Math.Max(scales[i / inner % channels], Math.Abs(values[i]));
        for (int c = 0; c < channels; c++)
            scales[c] = Math.Max(scales[c] / LargestWeight, 1e-9f);
        sbyte[] bytes = new sbyte[values.Length];
        for (int i = 0; i < values.Length; i++)
            bytes[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[i / inner % channels]), -LargestWeight, LargestWeight);
        name = Dequantize(
            weight.Name, Tensor<sbyte>($"{weight.Name}.int8", TensorElementType.Int8, bytes, [.. weight.Shape]),
            Tensor<float>($"{weight.Name}.scale", TensorElementType.Float, scales, [channels]),
            Tensor<sbyte>($"{weight.Name}.zero", TensorElementType.Int8, new sbyte[channels], [channels]), axis);
        return scales;
    }

    private string Bias(NetworkTensor bias, float[] weightScales, float inputScale)
    {
        float[] scales = Array.ConvertAll(weightScales, scale => scale * inputScale);
        int[] numbers = new int[scales.Length];
        ReadOnlySpan<float> values = bias.Floats;
        for (int c = 0; c < numbers.Length; c++)
            numbers[c] = (int)Math.Clamp(Math.Round((double)values[c] / scales[c]), int.MinValue, int.MaxValue);
        return Dequantize(
            bias.Name, Tensor<int>($"{bias.Name}.int32", TensorElementType.Int32, numbers, [numbers.Length]),
            Tensor<float>($"{bias.Name}.scale", TensorElementType.Float, scales, [scales.Length]),
            Tensor<int>($"{bias.Name}.zero", TensorElementType.Int32, new int[scales.Length], [scales.Length]), 0);
    }

    /// <summary>A value as bytes, and as what these stand for, which everybody reads from here on.</summary>
    private void AddPair(string value)
    {
        (float scale, byte zero) = _scales[value];
        string[] numbers =
        [
            Tensor<float>($"{value}.scale", TensorElementType.Float, [scale], []), Tensor<byte>($"{value}.zero", TensorElementType.UInt8, [zero], []),
        ];
        string bytes = Unique($"{value}.uint8"), back = Unique($"{value}.back");
        _nodes.Add(new NetworkNode(new NodeProto { OpType = "QuantizeLinear", Name = bytes, Input = { value, numbers[0], numbers[1] }, Output = { bytes } }));
        _nodes.Add(new NetworkNode(new NodeProto { OpType = "DequantizeLinear", Name = back, Input = { bytes, numbers[0], numbers[1] }, Output = { back } }));
        _dequantized[value] = back;
    }

    private string Dequantize(string name, string bytes, string scale, string zero, int axis)
    {
        string value = Unique($"{name}.back");
        _nodes.Add(new NetworkNode(new NodeProto { OpType = "DequantizeLinear", Name = value, Input = { bytes, scale, zero }, Output = { value } }.With("axis", (long)axis)));
        return value;
    }

    private string Tensor<T>(string wanted, TensorElementType type, T[] values, long[] shape)
        where T : unmanaged
    {
        string name = Unique(wanted);
        _added.Add(new NetworkTensor(name, type, shape, MemoryMarshal.AsBytes<T>(values).ToArray()));
        return name;
    }

    private string Unique(string wanted)
    {
        string name = UniqueName.Find(wanted, _taken);
        _taken.Add(name);
        return name;
    }
}
