using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using Kind = MlNetDeep.ModelZoo.Onnx.AttributeProto.Types.AttributeType;

namespace MlNetDeep;

/// <summary>Makes nodes with attributes.</summary>
internal static class Attributes
{
    public static NodeProto Node(string opType) => new() { OpType = opType };

    public static NodeProto With(this NodeProto node, string name, long value)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = Kind.Int, I = value });
        return node;
    }

    public static NodeProto With(this NodeProto node, string name, float value)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = Kind.Float, F = value });
        return node;
    }

    public static NodeProto With(this NodeProto node, string name, string value)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = Kind.String, S = ByteString.CopyFromUtf8(value) });
        return node;
    }

    public static NodeProto With(this NodeProto node, string name, IEnumerable<long> values)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = Kind.Ints, Ints = { values } });
        return node;
    }

    public static NodeProto With(this NodeProto node, string name, NetworkTensor value)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = Kind.Tensor, T = ModelWriter.Encode(value) });
        return node;
    }

    public static NodeProto With(this NodeProto node, string name, IEnumerable<string> values)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = Kind.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } });
        return node;
    }
}
