using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Small constants are computed as ONNX says: the published results of its own test models are the right values.</summary>
public sealed class ConstantEvaluatorTests
{
    [Fact]
    public void Published_results_are_met()
    {
        BackendModels.RequireAvailable();
        var problems = new List<string>();
        var operators = new HashSet<string>();
        foreach (var (path, model, expected) in BackendModels.Supported())
        {
            // The package holds bfloat16 as whole numbers, and training is not what a constant is computed for.
            if (model.Graph.Node.Count != 1 || model.Graph.Initializer.Count == 0
                || path.Contains("BFLOAT16", StringComparison.Ordinal) || path.Contains("training", StringComparison.Ordinal))
            {
                continue;
            }

            var network = Network.FromBytes(model.ToByteArray());
            Dictionary<string, ValueShape> values;
            try
            {
                values = ShapeInference.Run(network, 1);
            }
            catch (ShapeException)
            {
                continue;
            }

            for (var i = 0; i < expected.Count; i++)
            {
                if (values[expected[i].Name].Tensor is not { } tensor || network.Tensors.ContainsKey(expected[i].Name))
                {
                    continue;
                }

                operators.Add(network.Nodes[0].OpType);
                var file = Path.Combine(Path.GetDirectoryName(path)!, "test_data_set_0", $"output_{i}.pb");
                var right = TensorDecoder.Decode(TensorProto.Parser.ParseFrom(File.ReadAllBytes(file)), null, "output");
                var same = right.ElementType == tensor.ElementType && right.Shape.SequenceEqual(tensor.Shape)
                    && ConstantData.Reals(right).Zip(ConstantData.Reals(tensor), (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-5 * Math.Max(1, Math.Abs(a))).All(s => s);
                if (!same)
                {
                    problems.Add($"{path}: {tensor} instead of {right}");
                }
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count}:\n{string.Join('\n', problems)}");
        Assert.Superset(new HashSet<string>(
            "Add Sub Mul Div Cast Concat Slice Gather Transpose Reshape Squeeze Unsqueeze Expand Where Equal Less Greater And Or Not Split Floor Sqrt Shape ConstantOfShape Min Max".Split(' ')), operators);
    }

    [Fact]
    public void Division_of_integers_truncates_and_wraps()
    {
        var maker = new GraphMaker(13, null, 3).Longs("a", -7, 7, long.MinValue, 9).Longs("b", 2, -2, -1, 4).Node("Div", "a b", "y").Output("y");
        Assert.Equal([-3, -3, long.MinValue, 2], Evaluate(maker)!.Int64s.ToArray());
    }

    [Fact]
    public void The_pads_that_PyTorch_computes_are_known()
    {
        var maker = new GraphMaker(17, null, 3, 8, 8).Longs("four", 4).Longs("ones", 1, 2, 3, 4).Longs("pair", -1, 2).Longs("zero", 0).Longs("minus", -1)
            .Longs("least", long.MinValue + 1).Node("ConstantOfShape", "four", "zeros", ("value", GraphMaker.Make("v", 7, new byte[8], 1)))
            .Node("Concat", "ones zeros", "all", ("axis", 0)).Node("Reshape", "all pair", "pairs").Node("Slice", "pairs minus least zero minus", "turned")
            .Node("Transpose", "turned", "t", ("perm", new[] { 1L, 0L })).Node("Reshape", "t minus", "y").Output("y");
        Assert.Equal([0, 0, 3, 1, 0, 0, 4, 2], Evaluate(maker)!.Int64s.ToArray());
    }

    [Fact]
    public void Large_results_and_many_of_them_stay_unknown()
    {
        var maker = new GraphMaker(13, null, 3).Longs("s", 1 << 20).Node("ConstantOfShape", "s", "y").Output("y");
        Assert.Null(Evaluate(maker));
        maker = new GraphMaker(13, null, 3).Longs("s", 1 << 16);
        for (var i = 0; i < 2000; i++)
        {
            maker.Node("ConstantOfShape", "s", $"y{i}");
        }

        var network = maker.Output("y1999").Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(ShapeInference.Run(network, 1)["y1999"].Tensor);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000_000);
    }

    private static NetworkTensor? Evaluate(GraphMaker maker) => ShapeInference.Run(maker.Build(), 1)["y"].Tensor;
}
