using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class HostileFileTests
{
    private static readonly byte[] _sound = Network.Input(1, 6, 6).Conv2D(2, 3).BatchNorm().Dropout().Flatten().Dense(3)
        .Softmax().Build().WithLabels(["a", "b", "c"]).WithPreprocessing(new() { Mean = [0.5f] })
        .WithFrozen(p => p.Layer == "conv1").ToBytes();

    [Fact]
    public void Every_truncation_is_refused_with_a_clear_error()
    {
        for (var length = 0; length < _sound.Length; length++)
        {
            // A cut between two fields can leave a smaller sound model, but never one that saves to other bytes.
            if (TryLoad(_sound.AsMemory(0, length)) is { } network)
            {
                Assert.NotEmpty(network.Nodes);
            }
        }

        Assert.Null(TryLoad(_sound.AsMemory(0, _sound.Length / 2)));
        Assert.Null(TryLoad(_sound.AsMemory(0, 3)));
    }

    [Fact]
    public void Altered_bytes_give_a_network_or_a_format_error()
    {
        RandomStream random = RandomStream.For(2, "fuzz");
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])_sound.Clone();
            for (var flips = 1 + (random.Next() % 4); flips > 0; flips--)
            {
                bytes[random.Next() % (ulong)bytes.Length] ^= (byte)(1 << (int)(random.Next() % 8));
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += TryLoad(bytes) is null ? 1 : 0;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        }

        Assert.InRange(refused, 1000, 19_900);
    }

    [Fact]
    public void Noise_is_refused()
    {
        RandomStream random = RandomStream.For(3, "noise");
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[random.Next() % 200];
            foreach (ref var b in bytes.AsSpan())
            {
                b = (byte)random.Next();
            }

            Assert.Null(TryLoad(bytes));
        }
    }

    public static TheoryData<string, string> Alterations => new()
    {
        { "no graph", "no graph" },
        { "no opset", "operator set" },
        { "opset 0", "version 0" },
        { "ir 99", "IR version 99" },
        { "external data", "'conv1.weight' keeps its values in another file" },
        { "too few bytes", "'conv1.weight' of shape [2, 1, 3, 3] and type Float needs 72 bytes" },
        { "dims overflow", "impossible shape" },
        { "negative dim", "impossible shape" },
        { "many dims", "impossible shape" },
        { "unknown type", "element type 77" },
        { "text tensor", "String" },
        { "same tensor twice", "Two initializers are named 'conv1.bias'" },
        { "undefined value", "reads 'nothing'" },
        { "cycle", "cycle" },
        { "written twice", "which" },
        { "writes an input", "already a graph input" },
        { "no output", "no output" },
        { "unmade output", "made by no node" },
        { "subgraph", "control flow" },
        { "sparse", "sparse" },
        { "operator without name", "names no operator" },
        { "attribute twice", "twice" },
        { "input of a sequence", "not a tensor" },
        { "nameless input", "no name" },
        { "metadata twice", "two entries" },
        { "negative input dim", "dimension -5" },
        { "nested deeply", "damaged" },
    };

    [Theory]
    [MemberData(nameof(Alterations))]
    public void What_is_wrong_is_named(string alteration, string expected)
    {
        var model = ModelProto.Parser.ParseFrom(_sound);
        Alter(model, alteration);
        var error = Assert.Throws<NetworkFormatException>(() => Network.FromBytes(model.ToByteArray()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("The bytes", error.NetworkSource);
    }

    [Fact]
    public void Nodes_in_any_order_are_sorted()
    {
        var model = ModelProto.Parser.ParseFrom(_sound);
        var nodes = model.Graph.Node.Reverse().ToList();
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);
        Assert.Equal(_sound, Network.FromBytes(model.ToByteArray()).ToBytes());
    }

    [Fact]
    public void Values_in_typed_fields_are_read()
    {
        var model = ModelProto.Parser.ParseFrom(_sound);
        var bias = model.Graph.Initializer.Single(t => t.Name == "conv1.bias");
        bias.ClearRawData();
        bias.FloatData.Add([1.5f, -2]);
        model.Graph.Initializer.Add(new TensorProto { Name = "h", DataType = 10, Dims = { 2 }, Int32Data = { 0x3C00, 0xBC00 } });
        model.Graph.Initializer.Add(new TensorProto { Name = "d", DataType = 11, Dims = { 1 }, DoubleData = { Math.PI } });
        model.Graph.Initializer.Add(new TensorProto { Name = "b", DataType = 9, Dims = { 3 }, Int32Data = { 1, 0, 1 } });
        model.Graph.Initializer.Add(new TensorProto { Name = "l", DataType = 7, Dims = { 2 }, Int64Data = { -1, long.MaxValue } });
        model.Graph.Initializer.Add(new TensorProto { Name = "i", DataType = 6, Dims = { }, Int32Data = { -7 } });
        var tensors = Network.FromBytes(model.ToByteArray()).Tensors;
        Assert.Equal([1.5f, -2], tensors["conv1.bias"].Floats.ToArray());
        Assert.Equal([0x00, 0x3C, 0x00, 0xBC], tensors["h"].Bytes.ToArray());
        Assert.Equal(Math.PI, BitConverter.ToDouble(tensors["d"].Bytes));
        Assert.Equal([1, 0, 1], tensors["b"].Bytes.ToArray());
        Assert.Equal([-1, long.MaxValue], tensors["l"].Int64s.ToArray());
        Assert.Equal(-7, BitConverter.ToInt32(tensors["i"].Bytes));
        Assert.Empty(tensors["i"].Shape);
    }

    [Fact]
    public void Unknown_operators_are_named_when_shapes_are_asked_for()
    {
        var model = ModelProto.Parser.ParseFrom(_sound);
        model.Graph.Node[0].OpType = "Convoluted";
        var error = Assert.Throws<ShapeException>(() => Network.FromBytes(model.ToByteArray()).InferShapes());
        Assert.Contains("'conv1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Convoluted", error.Message, StringComparison.Ordinal);
    }

    private static Network? TryLoad(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var network = Network.FromBytes(bytes);
            try
            {
                network.Summary();
            }
            catch (ShapeException)
            {
                // A sound graph of layers that do not fit.
            }

            return network;
        }
        catch (NetworkFormatException)
        {
            return null;
        }
    }

    private static void Alter(ModelProto model, string alteration)
    {
        var graph = model.Graph;
        var weight = graph.Initializer.Single(t => t.Name == "conv1.weight");
        switch (alteration)
        {
            case "no graph": model.Graph = null; break;
            case "no opset": model.OpsetImport.Clear(); break;
            case "opset 0": model.OpsetImport[0].Version = 0; break;
            case "ir 99": model.IrVersion = 99; break;
            case "external data": weight.DataLocation = TensorProto.Types.DataLocation.External; break;
            case "too few bytes": weight.RawData = ByteString.CopyFrom(new byte[71]); break;
            case "dims overflow": weight.Dims[0] = weight.Dims[1] = 1L << 40; break;
            case "negative dim": weight.Dims[0] = -2; break;
            case "many dims": weight.Dims.Add(Enumerable.Repeat(1L, 1000)); break;
            case "unknown type": weight.DataType = 77; break;
            case "text tensor": weight.DataType = 8; break;
            case "same tensor twice": weight.Name = "conv1.bias"; break;
            case "undefined value": graph.Node[1].Input[0] = "nothing"; break;
            case "cycle": graph.Node[0].Input[0] = graph.Node[1].Output[0]; break;
            case "written twice": graph.Node[2].Output[0] = graph.Node[1].Output[0]; break;
            case "writes an input": graph.Node[2].Output[0] = "input"; break;
            case "no output": graph.Output.Clear(); break;
            case "unmade output": graph.Output[0].Name = "elsewhere"; break;
            case "subgraph": graph.Node[0].Attribute.Add(new AttributeProto { Name = "then_branch", G = new GraphProto() }); break;
            case "sparse":
                graph.MergeFrom(new CodedInputStream([(15 << 3) | 2, 0]));
                break;
            case "operator without name": graph.Node[0].OpType = ""; break;
            case "attribute twice": graph.Node[0].Attribute.Add(graph.Node[0].Attribute[0].Clone()); break;
            case "input of a sequence": graph.Input[0].Type = new TypeProto(); break;
            case "nameless input": graph.Input[0].Name = ""; break;
            case "metadata twice": model.MetadataProps.Add(model.MetadataProps[0].Clone()); break;
            case "negative input dim": graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = -5; break;
            case "nested deeply":
                for (var depth = 0; depth < 200; depth++)
                {
                    var outer = new GraphProto { Name = "g" };
                    outer.Node.Add(new NodeProto { OpType = "If", Attribute = { new AttributeProto { Name = "b", G = model.Graph } } });
                    model.Graph = outer;
                }

                break;
            default: throw new ArgumentException(alteration, nameof(alteration));
        }
    }
}
