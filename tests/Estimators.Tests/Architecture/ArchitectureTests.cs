using System.Reflection;
using NetArchTest.Rules;

namespace MlNetDeep.Estimators.Tests.Architecture;

/// <summary>What may use what: the layers, and the folders in each.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly _zoo = typeof(Network).Assembly, _transforms = typeof(ConvNetTransformer).Assembly, _estimators = typeof(ConvNetEstimator).Assembly;

    // Types whose uses do not count, each with the reason.
    private static readonly Dictionary<string, Dictionary<string, string>> _exempt = new()
    {
        ["ModelZoo"] = new()
        {
            ["Network"] = "It is what users hold, and offers what building, files, shapes, weights and summary do with it.",
            ["NetworkNode"] = "A constant in an attribute is decoded as tensors of files are.",
            ["ShapeInference"] = "The shape that a Reshape makes is often a constant that only folding finds, which needs shapes itself.",
            ["GraphTrace"] = "As ShapeInference, with the values.",
        },
        ["Transforms"] = new()
        {
            ["SavedJson"] = "One source-generated context knows the options of every transformer.",
            ["LoaderRegistry"] = "It registers every transformer.",
            ["ModelPartsExtensions"] = "It gives a chain's transformers by their kind.",
            ["TrainingHistory"] = "It writes itself by the context of all saved forms.",
            ["TrainingReport"] = "It has a chapter for whatever there is, interpretations too.",
            ["GenerationCatalog"] = "It samples the decoders of autoencoders, too, which are made of generators.",
        },
        ["Estimators"] = new()
        {
            ["AugmentationCatalog"] = "It draws what a trainer's options would do to its rows.",
            ["ContactSheet"] = "As AugmentationCatalog.",
            ["CheckpointStore"] = "It keeps all that a run is made of.",
            ["RunFingerprint"] = "It names all that a run is made of.",
            ["LabelReader"] = "What a label may be is for the task to say.",
        },
    };

    [Fact]
    public void References_go_one_way()
    {
        Assert.DoesNotContain(_zoo.GetReferencedAssemblies(), IsOurs);
        Assert.Equal(["MlNetDeep.ModelZoo"], _transforms.GetReferencedAssemblies().Where(IsOurs).Select(name => name.Name));
        Assert.Equal(["MlNetDeep.ModelZoo", "MlNetDeep.Transforms"], _estimators.GetReferencedAssemblies().Where(IsOurs).Select(name => name.Name).Order());

        static bool IsOurs(AssemblyName name) => name.Name!.StartsWith("MlNetDeep", StringComparison.Ordinal);
    }

    [Fact]
    public void The_zoo_knows_neither_ML_NET_nor_an_engine() => None(_zoo, "Microsoft.ML", "TorchSharp", "NetVips", "System.Drawing");

    [Fact]
    public void What_scores_needs_no_torch() => None(_transforms, "TorchSharp");

    [Fact]
    public void What_learns_leaves_running_and_writing_graphs_to_the_others() => None(_estimators, "Google.Protobuf", "NetVips");

    [Theory]
    [InlineData("ModelZoo")]
    [InlineData("Transforms")]
    [InlineData("Estimators")]
    public void Folders_make_no_circles(string project)
    {
        string[] exempt = [.. _exempt[project].Keys];
        string circles = Circles(project, exempt);
        Assert.True(circles.Length == 0, $"Folders of {project} depend on each other:{circles}");
    }

    [Theory]
    [InlineData("ModelZoo")]
    [InlineData("Transforms")]
    [InlineData("Estimators")]
    public void What_is_exempt_still_needs_it(string project) => Assert.All(_exempt[project].Keys, type =>
        Assert.NotEqual("", Circles(project, [.. _exempt[project].Keys.Where(other => other != type)])));

    private static string Circles(string project, string[] exempt)
    {
        Assembly assembly = new[] { _zoo, _transforms, _estimators }.Single(a => a.GetName().Name == $"MlNetDeep.{project}");
        var graph = new FolderGraph(assembly, Checkout.File("src", project), exempt);
        Assert.NotEmpty(graph.Uses);
        return string.Concat(graph.Circles().Select(circle => $"\n{string.Join(", ", circle)}:" + string.Concat(graph.Uses
            .Where(u => circle.Contains(u.Key.From) && circle.Contains(u.Key.To)).OrderBy(u => u.Key)
            .Select(u => $"\n  {u.Key.From} -> {u.Key.To} ({u.Value.Count}): {string.Join(", ", u.Value.Take(12))}"))));
    }

    private static void None(Assembly assembly, params string[] dependencies)
    {
        NetArchTest.Rules.TestResult result = Types.InAssembly(assembly).ShouldNot().HaveDependencyOnAny(dependencies).GetResult();
        Assert.True(result.IsSuccessful, string.Join("\n", (result.FailingTypes ?? []).Select(type => $"{type.FullName}: {type.Explanation}")));
    }
}
