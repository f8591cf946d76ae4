using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using Kind = MlNetDeep.ModelZoo.Onnx.AttributeProto.Types.AttributeType;

namespace MlNetDeep;

/// <summary>One operation of a network: operator, attributes, and the names of the values it reads and writes.</summary>
public sealed class NetworkNode
{
    private readonly Dictionary<string, AttributeProto> _attributes = [];
    private readonly Dictionary<string, NetworkTensor> _tensors = [];

    internal NetworkNode(NodeProto proto)
    {
        Proto = proto;
        Inputs = Array.AsReadOnly(proto.Input.ToArray());
        Outputs = Array.AsReadOnly(proto.Output.ToArray());
        Domain = proto.Domain is "ai.onnx" ? "" : proto.Domain;
        Name = proto.Name.Length > 0 ? proto.Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? proto.OpType;
        foreach (var attribute in proto.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
            {
                NetworkFormatException.Throw($"{this} has the attribute '{attribute.Name}' twice.");
            }

            if (attribute.T is not null)
            {
                _tensors.Add(attribute.Name, TensorDecoder.Decode(
                    attribute.T, null, $"attribute '{attribute.Name}' of {this}"));
            }
        }
    }

    /// <summary>The name of the node; where the file gives none, the name of its first output.</summary>
    public string Name { get; }

    /// <summary>The operator, for example <c>Conv</c>.</summary>
    public string OpType => Proto.OpType;

    /// <summary>The operator set it belongs to; empty for ONNX's own.</summary>
    public string Domain { get; }

    /// <summary>The names of the values it reads; "" stands for an omitted one.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>The names of the values it writes; "" stands for an omitted one.</summary>
    public IReadOnlyList<string> Outputs { get; }

    internal NodeProto Proto { get; }

    internal IEnumerable<string> AttributeNames => _attributes.Keys;

    /// <summary>Whether the node states an attribute.</summary>
    /// <param name="attribute">The name of the attribute.</param>
    /// <returns>True when it is there.</returns>
    public bool Has(string attribute) => _attributes.ContainsKey(attribute);

    /// <summary>An attribute that is one integer.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="defaultValue">What to give when the node does not state it.</param>
    /// <returns>The attribute or the default.</returns>
    /// <exception cref="NetworkFormatException">The attribute is there, but is no integer.</exception>
    public long GetInt(string name, long defaultValue) =>
        Find(name, Kind.Int, a => a.HasI) is { } attribute ? attribute.I : defaultValue;

    /// <summary>An attribute that is one number.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="defaultValue">What to give when the node does not state it.</param>
    /// <returns>The attribute or the default.</returns>
    /// <exception cref="NetworkFormatException">The attribute is there, but is no number.</exception>
    public float GetFloat(string name, float defaultValue) =>
        Find(name, Kind.Float, a => a.HasF) is { } attribute ? attribute.F : defaultValue;

    /// <summary>An attribute that is text.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="defaultValue">What to give when the node does not state it.</param>
    /// <returns>The attribute or the default.</returns>
    /// <exception cref="NetworkFormatException">The attribute is there, but is no text.</exception>
    public string GetString(string name, string defaultValue) =>
        Find(name, Kind.String, a => a.HasS) is { } attribute ? attribute.S.ToStringUtf8() : defaultValue;

    /// <summary>An attribute that is a list of integers.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="defaultValue">What to give when the node does not state it; null stands for an empty list.</param>
    /// <returns>The attribute or the default.</returns>
    /// <exception cref="NetworkFormatException">The attribute is there, but is no list of integers.</exception>
    public IReadOnlyList<long> GetInts(string name, IReadOnlyList<long>? defaultValue = null) =>
        Find(name, Kind.Ints, a => a.Ints.Count > 0) is { } attribute ? [.. attribute.Ints] : defaultValue ?? [];

    /// <summary>An attribute that is a list of numbers.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <param name="defaultValue">What to give when the node does not state it; null stands for an empty list.</param>
    /// <returns>The attribute or the default.</returns>
    /// <exception cref="NetworkFormatException">The attribute is there, but is no list of numbers.</exception>
    public IReadOnlyList<float> GetFloats(string name, IReadOnlyList<float>? defaultValue = null) =>
        Find(name, Kind.Floats, a => a.Floats.Count > 0) is { } attribute ? [.. attribute.Floats] : defaultValue ?? [];

    /// <summary>An attribute that is a list of texts; empty when the node does not state it.</summary>
    internal IReadOnlyList<string> GetStrings(string name) =>
        Find(name, Kind.Strings, a => a.Strings.Count > 0) is { } attribute ? [.. attribute.Strings.Select(s => s.ToStringUtf8())] : [];

    /// <summary>An attribute that is a tensor.</summary>
    /// <param name="name">The name of the attribute.</param>
    /// <returns>The tensor, or null when the node does not state it.</returns>
    public NetworkTensor? GetTensor(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>Gives operator and name as text.</summary>
    /// <returns>For example <c>node 'conv1' (Conv)</c>.</returns>
    public override string ToString() => $"node '{Name}' ({OpType})";

    // Files older than the "type" field do not say the type: there, the field that is set tells it.
    private AttributeProto? Find(string name, Kind kind, Func<AttributeProto, bool> isSet)
    {
        if (!_attributes.TryGetValue(name, out var attribute))
        {
            return null;
        }

        if (attribute.HasType ? attribute.Type != kind : !isSet(attribute))
        {
            NetworkFormatException.Throw(
                $"Attribute '{name}' of {this} should be {kind}, but is {(attribute.HasType ? attribute.Type : "something else")}.");
        }

        return attribute;
    }
}
