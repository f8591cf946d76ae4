using MlNetDeep.ModelZoo.Onnx;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;
using Kind = MlNetDeep.ModelZoo.Onnx.AttributeProto.Types.AttributeType;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Functions of a model's own are inlined when it is read.</summary>
public sealed class LocalFunctionTests
{
    [Fact]
    public void Nested_functions_with_attributes_give_what_ONNX_Runtime_gives()
    {
        var maker = new GraphMaker(17, null, 4).Weight("w", 4, 3).Weight("b", 3).Node("Layer", "input w b", "h", ("slope", 0.5f)).Node("Layer", "h v b", "y")
            .Weight("v", 3, 3).Output("y", null, 3);
        foreach (var node in maker.Model.Graph.Node)
        {
            node.Domain = "mine";
        }

        var activation = GraphMaker.MakeNode("Activation", "z", "out");
        activation.Domain = "mine";
        activation.Attribute.Add(new AttributeProto { Name = "alpha", RefAttrName = "slope", Type = Kind.Float });
        var layer = Function("Layer", ["x", "w", "b"], ["out"], GraphMaker.MakeNode("MatMul", "x w", "p"), GraphMaker.MakeNode("Add", "p b", "z"), activation);
        layer.AttributeProto.Add(new AttributeProto { Name = "slope", Type = Kind.Float, F = 0.1f });
        var leaky = GraphMaker.MakeNode("LeakyRelu", "v", "a");
        leaky.Attribute.Add(new AttributeProto { Name = "alpha", RefAttrName = "alpha", Type = Kind.Float });
        var inner = Function("Activation", ["v"], ["a"], leaky);
        inner.Attribute.Add("alpha");
        maker.Model.Functions.Add([layer, inner]);
        maker.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "mine", Version = 1 });

        var network = maker.Build();
        Assert.Equal(["MatMul", "Add", "LeakyRelu", "MatMul", "Add", "LeakyRelu"], network.Nodes.Select(n => n.OpType));
        Assert.Equal([0.5f, 0.1f], network.Nodes.Where(n => n.OpType == "LeakyRelu").Select(n => n.GetFloat("alpha", 0)));
        Assert.Equal(network.Nodes.Count, network.Nodes.Select(n => n.Name).Distinct().Count());
        Assert.Equal(["w", "b", "v"], network.Parameters.Select(p => p.Name));

        float[] input = [1, -2, 3, -4];
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(maker.ToBytes());
        using var results = session.Run(
            [Microsoft.ML.OnnxRuntime.NamedOnnxValue.CreateFromTensor("input", new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(input, [1, 4]))]);
        Assert.Equal([.. results[0].AsTensor<float>()], OnnxRunner.RunAll(network, input, 1, 4)[0]);
    }

    [Theory]
    [InlineData("circle", "calls itself")]
    [InlineData("explosion", "more than 1,000,000 nodes")]
    [InlineData("twice", "twice")]
    [InlineData("inputs", "inputs")]
    [InlineData("version", "one version")]
    [InlineData("control flow", "control flow")]
    public void Hostile_functions_are_refused(string kind, string expected)
    {
        var maker = new GraphMaker(17, null, 4).Node("F0", kind == "inputs" ? "input input" : "input", "y").Output("y", null, 4);
        maker.Model.Graph.Node[0].Domain = "mine";
        NodeProto Call(string name, string from, string to)
        {
            var node = GraphMaker.MakeNode(name, from, to);
            node.Domain = "mine";
            return node;
        }

        switch (kind)
        {
            case "circle":
                maker.Model.Functions.Add([Function("F0", ["x"], ["z"], Call("F1", "x", "z")), Function("F1", ["x"], ["z"], Call("F0", "x", "z"))]);
                break;
            case "explosion":
                maker.Model.Functions.Add(Enumerable.Range(0, 40).Select(i => Function($"F{i}", ["x"], ["z"], Call($"F{i + 1}", "x", "m"), Call($"F{i + 1}", "m", "z"))));
                maker.Model.Functions.Add(Function("F40", ["x"], ["z"], GraphMaker.MakeNode("Relu", "x", "z")));
                break;
            case "control flow":
                var branch = GraphMaker.MakeNode("If", "x", "z");
                branch.Attribute.Add(new AttributeProto { Name = "then_branch", G = new GraphProto() });
                maker.Model.Functions.Add(Function("F0", ["x"], ["z"], branch));
                break;
            default:
                maker.Model.Functions.Add(Function("F0", ["x"], ["z"], GraphMaker.MakeNode("Relu", "x", "z")));
                break;
        }

        if (kind == "twice")
        {
            maker.Model.Functions.Add(maker.Model.Functions[0].Clone());
        }

        if (kind == "version")
        {
            maker.Model.Functions[0].OpsetImport[0].Version = 13;
        }

        Assert.Contains(expected, Assert.Throws<NetworkFormatException>(maker.Build).Message, StringComparison.Ordinal);
    }

    private static FunctionProto Function(string name, string[] inputs, string[] outputs, params NodeProto[] nodes) => new()
    {
        Name = name,
        Domain = "mine",
        Input = { inputs },
        Output = { outputs },
        Node = { nodes },
        OpsetImport = { new OperatorSetIdProto { Version = 17 }, new OperatorSetIdProto { Domain = "mine", Version = 1 } },
    };
}
