using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using Kind = MlNetDeep.ModelZoo.Onnx.AttributeProto.Types.AttributeType;

namespace MlNetDeep.ModelZoo.Tests.Support;

/// <summary>Writes ONNX graphs node by node, as other programs do.</summary>
internal sealed class GraphMaker
{
    public GraphMaker(int opset, params long?[] inputShape)
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        if (inputShape.Length > 0)
        {
            Input("input", inputShape);
        }
    }

    public ModelProto Model { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "made" } };

    public GraphMaker Input(string name, params long?[] shape)
    {
        Model.Graph.Input.Add(Value(name, 1, shape));
        return this;
    }

    public GraphMaker Output(string name, params long?[] shape)
    {
        Model.Graph.Output.Add(Value(name, 1, shape));
        return this;
    }

    /// <summary>A float initializer of small numbers that all differ.</summary>
    public GraphMaker Weight(string name, params long[] shape) => Tensor(FloatTensor(name, shape));

    public GraphMaker Floats(string name, float[] values, params long[] shape) =>
        Tensor(Make(name, 1, MemoryMarshal.AsBytes<float>(values), shape));

    public GraphMaker Longs(string name, params long[] values) =>
        Tensor(Make(name, 7, MemoryMarshal.AsBytes<long>(values), values.Length));

    public GraphMaker Ints(string name, params int[] values) =>
        Tensor(Make(name, 6, MemoryMarshal.AsBytes<int>(values), values.Length));

    public GraphMaker Tensor(TensorProto tensor)
    {
        Model.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node: its operator, the names of inputs and outputs with blanks between (a dash for an omitted one), its attributes.</summary>
    public GraphMaker Node(string type, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        Model.Graph.Node.Add(MakeNode(type, inputs, outputs, attributes));
        return this;
    }

    public Network Build() => Network.FromBytes(ToBytes());

    public byte[] ToBytes() => Model.ToByteArray();

    public static NodeProto MakeNode(string type, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        static IEnumerable<string> Names(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => n == "-" ? "" : n);
        return new NodeProto
        {
            Name = $"{type}:{outputs.Split(' ')[0]}",
            OpType = type,
            Input = { Names(inputs) },
            Output = { Names(outputs) },
            Attribute = { attributes.Select(a => Attribute(a.Name, a.Value)) },
        };
    }

    public static TensorProto FloatTensor(string name, params long[] shape)
    {
        var count = (int)shape.Aggregate(1L, (product, d) => product * d);
        float[] values = [.. Enumerable.Range(0, count).Select(i => 0.3f * MathF.Sin((i * 1.7f) + name.Length))];
        return Make(name, 1, MemoryMarshal.AsBytes<float>(values), shape);
    }

    public static TensorProto Make(string name, int type, ReadOnlySpan<byte> bytes, params long[] shape) =>
        new() { Name = name, DataType = type, Dims = { shape }, RawData = ByteString.CopyFrom(bytes) };

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number: (attribute.Type, attribute.I) = (Kind.Int, number); break;
            case long number: (attribute.Type, attribute.I) = (Kind.Int, number); break;
            case float number: (attribute.Type, attribute.F) = (Kind.Float, number); break;
            case string text: (attribute.Type, attribute.S) = (Kind.String, ByteString.CopyFromUtf8(text)); break;
            case TensorProto tensor: (attribute.Type, attribute.T) = (Kind.Tensor, tensor); break;
            case long[] numbers: attribute.Type = Kind.Ints; attribute.Ints.Add(numbers); break;
            case float[] numbers: attribute.Type = Kind.Floats; attribute.Floats.Add(numbers); break;
            default: throw new ArgumentException($"{value}", nameof(value));
        }

        return attribute;
    }

    private static ValueInfoProto Value(string name, int type, long?[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = type,
                Shape = new TensorShapeProto
                {
                    Dim = { shape.Select((d, i) => d is { } size
                        ? new TensorShapeProto.Types.Dimension { DimValue = size }
                        : new TensorShapeProto.Types.Dimension { DimParam = i == 0 ? "N" : $"free{i}" }) },
                },
            },
        },
    };
}
