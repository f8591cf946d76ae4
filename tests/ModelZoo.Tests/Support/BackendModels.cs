using MlNetDeep.ModelZoo.Onnx;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests.Support;

/// <summary>The ONNX project's own test models, as Debian's package libonnx-testdata installs them.</summary>
internal static class BackendModels
{
    private const string Folder = "/usr/share/libonnx-testdata/data";

    public static void RequireAvailable() =>
        Assert.SkipUnless(Directory.Exists(Folder), "The ONNX test models (Debian: libonnx-testdata) are not installed.");

    /// <summary>
    /// Every model whose operators are supported, with the shapes of its published results. Inputs become constants, so
    /// that shapes that depend on their numbers can be inferred.
    /// </summary>
    public static IEnumerable<(string Path, ModelProto Model, List<(string Name, long[] Dims)> Expected)> Supported()
    {
        foreach (var path in Directory.GetFiles(Folder, "model.onnx", SearchOption.AllDirectories).Order())
        {
            var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
            var data = Path.Combine(Path.GetDirectoryName(path)!, "test_data_set_0");
            if (IsSupported(model) && Directory.Exists(data) && AddInputs(model, data))
            {
                yield return (path, model, [.. model.Graph.Output.Select((o, i) => (o.Name, ReadDims(data, i)))]);
            }
        }
    }

    private static bool IsSupported(ModelProto model) => model.Graph.Node.All(
        n => n.Domain is "" or "ai.onnx" && ShapeRules.Rules.Knows("", n.OpType) && n.Attribute.All(a => a.G is null));

    private static bool AddInputs(ModelProto model, string data)
    {
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

        return true;
    }

    private static long[] ReadDims(string data, int output) =>
        [.. TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(data, $"output_{output}.pb"))).Dims];
}
