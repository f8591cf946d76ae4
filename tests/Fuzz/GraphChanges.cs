using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep.Fuzz;

/// <summary>Changes of an ONNX file that leave it readable: numbers, names, nodes, attributes, shapes.</summary>
internal static class GraphChanges
{
    private static readonly string[] _operators =
    [
        "Concat", "Expand", "Tile", "OneHot", "ConstantOfShape", "Resize", "Pad", "Reshape", "Gather", "Slice", "Split", "Range",
        "RandomNormalLike", "Loop", "If", "Scan", "Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum", "LSTM", "Attention",
        "LayerNormalization", "BatchNormalization", "MaxPool", "AveragePool", "Softmax", "Cast", "TopK", "Where", "Shape",
        "Squeeze", "Unsqueeze", "Transpose", "ReduceSum", "ReduceMean", "Dropout", "Identity", "DequantizeLinear", "NoSuchOperator",
    ];

    private static readonly long[] _numbers = [0, 1, -1, 2, 3, 13, 100, 1 << 16, int.MaxValue, 1L << 40, long.MaxValue, long.MinValue];

    public static byte[] Apply(byte[] sample, Random random)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(sample);
        for (int changes = random.Next(2) == 0 ? 1 : 1 + random.Next(3); changes > 0; changes--)
            Change(model, random);
        return model.ToByteArray();
    }

    private static void Change(ModelProto model, Random random)
    {
        List<IMessage> messages = [model];
        for (int i = 0; i < messages.Count; i++)
            messages.AddRange(Children(messages[i]));
        IMessage chosen = messages[random.Next(messages.Count)];
        if (chosen is NodeProto node && random.Next(2) == 0)
        {
            ChangeNode(model.Graph, node, random);
            return;
        }

        IList<FieldDescriptor> fields = chosen.Descriptor.Fields.InDeclarationOrder();
        FieldDescriptor field = fields[random.Next(fields.Count)];
        if (field.IsRepeated && field.Accessor.GetValue(chosen) is IList list)
            ChangeList(field, list, random);
        else if (!field.IsRepeated && Value(field, field.Accessor.GetValue(chosen), random) is { } value)
            field.Accessor.SetValue(chosen, value);
    }

    private static void ChangeNode(GraphProto graph, NodeProto node, Random random)
    {
        string[] values = [.. graph.Input.Select(v => v.Name), .. graph.Initializer.Select(t => t.Name), .. graph.Node.SelectMany(n => n.Output)];
        switch (random.Next(6))
        {
            case 0:
                node.OpType = _operators[random.Next(_operators.Length)];
                break;
            case 1 when node.Input.Count > 0 && values.Length > 0:
                node.Input[random.Next(node.Input.Count)] = values[random.Next(values.Length)];
                break;
            case 2 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(random.Next(node.Attribute.Count));
                break;
            case 3:
                graph.Node.Insert(random.Next(graph.Node.Count + 1), node.Clone());
                break;
            case 4 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            default:
                graph.Node.Remove(node);
                break;
        }
    }

    private static void ChangeList(FieldDescriptor field, IList list, Random random)
    {
        if (list.Count > 0 && random.Next(3) == 0)
        {
            list.RemoveAt(random.Next(list.Count));
        }
        else if (list.Count > 0)
        {
            int at = random.Next(list.Count);
            if (Value(field, list[at]!, random) is { } value)
                list[at] = value;
        }
        else if (field.FieldType is FieldType.Int64 or FieldType.Int32)
        {
            list.Add(field.FieldType == FieldType.Int64 ? Number(random) : (object)(int)Number(random));
        }
    }

    private static object? Value(FieldDescriptor field, object? old, Random random) => field.FieldType switch
    {
        FieldType.Int64 => random.Next(2) == 0 ? Number(random) : (long)(old ?? 0L) + random.Next(-2, 3),
        FieldType.Int32 => (int)Number(random),
        FieldType.UInt64 => (ulong)Number(random),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Next(-1, 30)),
        FieldType.Float => (float[])[0, -1, float.NaN, float.PositiveInfinity, 1e30f, 1e-30f] is { } floats ? floats[random.Next(floats.Length)] : null,
        FieldType.Double => random.NextDouble(),
        FieldType.String => random.Next(2) == 0 ? "" : (string?)old + (char)random.Next(32, 127),
        FieldType.Bytes => ByteString.CopyFrom(ByteChanges.Apply([.. old as ByteString ?? ByteString.Empty, 0], [1, 2, 3], random)),
        _ => null,
    };

    private static long Number(Random random) => _numbers[random.Next(_numbers.Length)];

    private static IEnumerable<IMessage> Children(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message))
        {
            switch (field.Accessor.GetValue(message))
            {
                case IMessage one:
                    yield return one;
                    break;
                case IList many:
                    foreach (object? item in many)
                        yield return (IMessage)item!;
                    break;
            }
        }
    }
}
