using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>The ONNX project's own test models: for every one whose operators are supported, the shapes must be right.</summary>
public sealed class BackendModelTests
{
    private static readonly long[] _absurd =
        [0, -1, 1, 2, -7, 1000, int.MaxValue, 1L << 40, long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1];

    // Supported, but without a test model.
    private static readonly string[] _untested = ["GlobalLpPool", "LpPool", "LpNormalization", "Gelu", "Mish", "GroupNormalization", "RMSNormalization", "Attention"];

    [Fact]
    public void Inferred_shapes_are_those_of_the_published_results()
    {
        BackendModels.RequireAvailable();
        var problems = new List<string>();
        var operators = new HashSet<string>();
        var (compared, open) = (0, 0);
        foreach (var (path, model, expected) in BackendModels.Supported())
        {
            try
            {
                var network = Network.FromBytes(model.ToByteArray());
                var shapes = network.InferShapes();
                operators.UnionWith(network.Nodes.Select(n => n.OpType));
                compared += expected.Count;
                problems.AddRange(expected.Where(e => !shapes[e.Name].SequenceEqual(e.Dims)).Select(
                    e => $"{path}: {ShapeText.Format(shapes[e.Name])} instead of {ShapeText.Format(e.Dims)}"));
            }
            catch (ShapeException e) when (path.Contains("expanded") && e.Message.Contains("only known when the network runs"))
            {
                // They compute their shapes in the graph, in ways that inference does not follow.
                open++;
            }
            catch (DeepLearningException e)
            {
                problems.Add($"{path}: {e.Message}");
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} of {compared}:\n{string.Join('\n', problems)}");
        Assert.True(compared > 1000 && open < 40, $"{compared} results compared, {open} unknown");
        Assert.Empty(ShapeRules.Rules.All.Select(r => r.Name).Except(operators).Except(_untested).Order());
    }

    [Fact]
    public void Absurd_numbers_anywhere_give_a_shape_or_a_clear_error()
    {
        BackendModels.RequireAvailable();
        RandomStream random = RandomStream.For(11, "absurd");
        var (refused, tried) = (0, 0);
        foreach (var (path, model, _) in BackendModels.Supported())
        {
            foreach (var put in Places(model))
            {
                for (var round = 0; round < 3; round++)
                {
                    put(_absurd[random.Next() % (ulong)_absurd.Length], random.Next());
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    var error = Record.Exception(() => Network.FromBytes(model.ToByteArray()).Summary());
                    Assert.True(error is null or ShapeException or NetworkFormatException, $"{path}: {error}");
                    tried++;
                    refused += error is null ? 0 : 1;
                    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
                }
            }
        }

        Assert.InRange(refused, tried / 10, tried - 1);
    }

    // Everything in a model that is a number about shape: attributes, dimensions of inputs, integer constants.
    private static IEnumerable<Action<long, ulong>> Places(ModelProto model)
    {
        foreach (var attribute in model.Graph.Node.SelectMany(n => n.Attribute))
        {
            if (attribute.HasI)
            {
                yield return (value, _) => attribute.I = value;
            }

            if (attribute.Ints.Count > 0)
            {
                yield return (value, where) => attribute.Ints[(int)(where % (ulong)attribute.Ints.Count)] = value;
                yield return (value, _) => attribute.Ints.Add(value);
            }

            if (attribute.Floats.Count > 0)
            {
                yield return (value, _) => attribute.Floats[0] = value;
            }
        }

        foreach (var tensor in model.Graph.Initializer.ToList())
        {
            if (tensor.DataType == (int)TensorElementType.Int64 && tensor.RawData.Length is > 0 and < 1000)
            {
                yield return (value, where) =>
                {
                    var numbers = MemoryMarshal.Cast<byte, long>(tensor.RawData.ToByteArray().AsSpan());
                    numbers[(int)(where % (ulong)numbers.Length)] = value;
                    tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers));
                };
            }

            // As an open input of absurd size instead of a constant.
            var input = model.Graph.Input.FirstOrDefault(i => i.Name == tensor.Name);
            if (input?.Type.TensorType.Shape is { Dim.Count: > 0 } shape)
            {
                yield return (value, where) =>
                {
                    model.Graph.Initializer.Remove(tensor);
                    shape.Dim[(int)(where % (ulong)shape.Dim.Count)].DimValue = value;
                };
            }
        }
    }
}
