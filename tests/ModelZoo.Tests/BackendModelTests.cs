using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>The ONNX project's own test models: for every one whose operators are supported, the shapes must be right.</summary>
public sealed class BackendModelTests
{
    private const string Folder = "/usr/share/libonnx-testdata/data";

    [SkippableFact]
    public void Inferred_shapes_are_those_of_the_published_results()
    {
        Skip.IfNot(Directory.Exists(Folder), "The ONNX test models (Debian: libonnx-testdata) are not installed.");
        var problems = new List<string>();
        var operators = new HashSet<string>();
        var compared = 0;
        foreach (var path in Directory.GetFiles(Folder, "model.onnx", SearchOption.AllDirectories).Order())
        {
            var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
            var data = Path.Combine(Path.GetDirectoryName(path)!, "test_data_set_0");
            if (!IsSupported(model) || !Directory.Exists(data) || !TryRead(model, data, out var expected))
            {
                continue;
            }

            try
            {
                var network = Network.FromBytes(model.ToByteArray());
                var shapes = network.InferShapes();
                foreach (var (name, dims) in expected)
                {
                    compared++;
                    operators.UnionWith(network.Nodes.Select(n => n.OpType));
                    if (!shapes[name].SequenceEqual(dims))
                    {
                        problems.Add($"{path}: {ShapeText.Format(shapes[name])} instead of {ShapeText.Format(dims)}");
                    }
                }
            }
            catch (DeepLearningException e)
            {
                problems.Add($"{path}: {e.Message}");
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} of {compared}:\n{string.Join('\n', problems)}");
        Assert.True(compared > 400, $"{compared} results compared");
        Assert.Empty(OperatorTable.Rules.Keys.Except(operators).Except(
            ["GlobalLpPool", "LpPool", "LpNormalization", "Gelu", "Mish", "Cast"]).Order());
    }

    private static bool IsSupported(ModelProto model) => model.Graph.Node.All(
        n => n.Domain is "" or "ai.onnx" && OperatorTable.Rules.ContainsKey(n.OpType)
            && n.Attribute.All(a => a.G is null));

    // Inputs become constants, so that shapes that depend on their numbers can be inferred.
    private static bool TryRead(ModelProto model, string data, out List<(string Name, long[] Dims)> expected)
    {
        expected = [];
        var initializers = model.Graph.Initializer.Select(t => t.Name).ToHashSet();
        var inputs = model.Graph.Input.Where(i => !initializers.Contains(i.Name)).ToList();
        for (var i = 0; i < inputs.Count; i++)
        {
            var file = Path.Combine(data, $"input_{i}.pb");
            if (inputs[i].Type.TensorType is null || !File.Exists(file))
            {
                return false;
            }

            var tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(file));
            if (tensor.DataType == (int)TensorElementType.String)
            {
                return false;
            }

            tensor.Name = inputs[i].Name;
            model.Graph.Initializer.Add(tensor);
        }

        for (var i = 0; i < model.Graph.Output.Count; i++)
        {
            var tensor = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(data, $"output_{i}.pb")));
            expected.Add((model.Graph.Output[i].Name, [.. tensor.Dims]));
        }

        return true;
    }
}
