using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;
using Kind = MlNetDeep.ModelZoo.Onnx.AttributeProto.Types.AttributeType;
using Onnx = MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>A network of one operator, with an input of made-up numbers.</summary>
internal sealed record OneNode(string Op, int Opset, long[] Shape)
{
    private readonly List<(string Name, object? Value)> _inputs = [];
    private readonly List<(string Name, object Value)> _attributes = [];
    private string _note = "";
    private int _outputs = 1;

    public string Name => $"{Op}-{Opset}{(_note.Length == 0 ? "" : " ")}{_note}";

    public bool IsWhole { get; private init; }

    private bool IsPositive { get; init; }

    public bool HasGradient { get; private set; } = true;

    /// <summary>All different, on both sides of 0, none near a kink.</summary>
    public float[] Values => [.. Enumerable.Range(0, (int)Shape.Aggregate(1L, (a, b) => a * b))
        .Select(i => IsPositive ? 0.3f + (i * 0.37f % 2) : IsWhole ? (i * 7 % 23) - 11 : (float)Math.Sin((i * 1.7) + 0.3) * (1 + (i % 5)) * 0.4f)];

    public Tensor Input() => IsWhole ? tensor((long[])[.. Values.Select(v => (long)v)]).reshape(Shape) : tensor(Values).reshape(Shape);

    public Network Network()
    {
        var node = new Onnx.NodeProto { Name = "node", OpType = Op, Input = { "x" }, Output = { "y" } };
        for (int i = 1; i < _outputs; i++)
        {
            node.Output.Add($"y{i}");
        }

        var graph = new Onnx.GraphProto { Name = "one", Node = { node } };
        graph.Input.Add(Describe("x", IsWhole ? 7 : 1, Shape));
        graph.Output.Add(Describe("y", OutputType, null));
        foreach ((string name, object? value) in _inputs)
        {
            node.Input.Add(value is null ? "" : name);
            if (value is not null)
            {
                graph.Initializer.Add(Tensor(name, value));
            }
        }

        foreach ((string name, object value) in _attributes)
        {
            node.Attribute.Add(value switch
            {
                long number => new Onnx.AttributeProto { Name = name, Type = Kind.Int, I = number },
                float number => new Onnx.AttributeProto { Name = name, Type = Kind.Float, F = number },
                string text => new Onnx.AttributeProto { Name = name, Type = Kind.String, S = ByteString.CopyFromUtf8(text) },
                long[] numbers => new Onnx.AttributeProto { Name = name, Type = Kind.Ints, Ints = { numbers } },
                _ => throw new NotSupportedException(),
            });
        }

        return MlNetDeep.Network.FromBytes(new Onnx.ModelProto
        {
            IrVersion = 9,
            Graph = graph,
            OpsetImport = { new Onnx.OperatorSetIdProto { Domain = "", Version = Opset } },
        }.ToByteArray());
    }

    private int OutputType { get; init; } = 1;

    /// <summary>The tests: where versions differ, the version before and from the change on.</summary>
    public static IEnumerable<OneNode> All()
    {
        yield return new OneNode("Softmax", 7, [2, 3, 1, 1]).As("of a pooled map");
        yield return new OneNode("Softmax", 11, [2, 3, 2, 2]).Set("axis", 1L);
        yield return new OneNode("Softmax", 12, [2, 3, 4]).As("default");
        yield return new OneNode("Softmax", 13, [2, 3, 4]);
        yield return new OneNode("LogSoftmax", 11, [2, 3, 4]).Set("axis", -2L);
        yield return new OneNode("Hardmax", 11, [2, 3, 4]).Flat();
        yield return Whole("Div", 14, [6]).In("b", new long[] { 2, 3, -4, 5, -2, 7 });
        yield return Whole("Mod", 13, [6]).In("b", new long[] { 2, 3, -4, 5, -2, 7 });
        yield return Whole("Mod", 13, [6]).In("b", new long[] { 2, 3, -4, 5, -2, 7 }).Set("fmod", 1L).As("fmod");
        yield return Whole("Pow", 15, [4]).In("b", new long[] { 2, 0, 3, 1 });
        yield return new OneNode("Shape", 15, [2, 3, 4, 5]) { OutputType = 7 }.Set("start", -3L).Set("end", -1L).Flat();
        yield return new OneNode("Gather", 13, [3, 4]).In("i", new long[,] { { 0, -1 }, { 2, 1 } });
        yield return new OneNode("Clip", 6, [2, 5]).Set("min", -0.55f).Set("max", 0.75f);
        yield return new OneNode("Clip", 13, [2, 5]).In("min", -0.55f).In("max", null);
        yield return new OneNode("Squeeze", 11, [2, 1, 3]).Set("axes", new long[] { 1 });
        yield return new OneNode("Squeeze", 13, [2, 1, 3]).In("axes", new long[] { -2 });
        yield return new OneNode("ReduceSum", 11, [2, 3, 4]).Set("axes", new long[] { 0, -1 });
        yield return new OneNode("ReduceSum", 13, [2, 3, 4]).In("axes", new long[] { 0, -1 }).Set("keepdims", 0L);
        yield return new OneNode("ReduceL2", 18, [2, 3, 4]).In("axes", new long[] { 1 });
        yield return new OneNode("ReduceLogSumExp", 18, [2, 3, 4]).In("axes", new long[] { 0, 2 });
        yield return new OneNode("ReduceProd", 18, [2, 3]).In("axes", new long[] { 1 });
        yield return new OneNode("ReduceMax", 20, [2, 3, 4]).In("axes", new long[] { 1 });
        yield return new OneNode("Split", 18, [5, 2]).Set("num_outputs", 2L).WithOutputs(2).As("uneven");
        yield return new OneNode("Pad", 18, [2, 3, 4]).In("pads", new long[] { 1, -1 }).In("value", 0.5f).In("axes", new long[] { -1 });
        yield return new OneNode("Pad", 19, [2, 3, 4]).In("pads", new long[] { 0, 2, 5, 0, 1, 3 }).Set("mode", "wrap");
        yield return new OneNode("Pad", 13, [1, 2, 3, 4]).In("pads", new long[] { 0, 0, 1, 2, 0, 0, 2, 1 }).Set("mode", "reflect");
        yield return new OneNode("Slice", 13, [3, 5]).In("s", new long[] { -1, 4 }).In("e", new long[] { -9, 0 }).In("a", new long[] { 0, 1 }).In("t", new long[] { -1, -2 });
        yield return new OneNode("LayerNormalization", 17, [2, 3, 4]).In("s", new[] { 1f, 2f, 0.5f, -1f }).In("b", new[] { 0f, 1f, 2f, 3f });
        yield return new OneNode("GroupNormalization", 18, [2, 4, 3]).In("s", new[] { 1f, 2f }).In("b", new[] { 0.5f, -1f }).Set("num_groups", 2L);
        yield return new OneNode("GroupNormalization", 21, [2, 4, 3]).In("s", new[] { 1f, 2f, 3f, 4f }).In("b", new[] { 0f, 1f, 2f, 3f }).Set("num_groups", 2L);
        yield return new OneNode("RMSNormalization", 23, [2, 3, 4]).In("s", new[] { 1f, 2f, 0.5f, -1f });
        yield return new OneNode("LRN", 13, [2, 5, 2, 2]).Set("size", 3L).Set("alpha", 0.3f);
        yield return new OneNode("Gelu", 20, [3, 4]);
        yield return new OneNode("Gelu", 20, [3, 4]).Set("approximate", "tanh").As("tanh");
        yield return new OneNode("Mish", 18, [3, 4]);
        yield return new OneNode("Selu", 6, [3, 4]);
        yield return new OneNode("Celu", 12, [3, 4]).Set("alpha", 2f);
        yield return new OneNode("PRelu", 16, [1, 2, 3]).In("s", new float[,] { { 0.3f }, { -0.2f } });
        yield return new OneNode("Resize", 10, [1, 2, 4, 4]).In("s", new[] { 1f, 1f, 1.7f, 0.6f });
        yield return new OneNode("Resize", 13, [1, 2, 4, 4]).In("roi", null).In("s", new[] { 1f, 1f, 2f, 2f }).Set("mode", "linear").As("linear");
        yield return new OneNode("Resize", 13, [1, 2, 4, 4]).In("roi", null).In("s", new[] { 1f, 1f, 1.3f, 0.7f }).Set("mode", "cubic").As("cubic");
        yield return new OneNode("Resize", 13, [1, 2, 4, 4]).In("roi", null).In("s", new[] { 1f, 1f, 2f, 2f }).Set("mode", "nearest")
            .Set("coordinate_transformation_mode", "asymmetric").Set("nearest_mode", "floor").As("nearest");
        yield return new OneNode("Resize", 18, [1, 2, 4, 5]).In("roi", null).In("s", null).In("z", new long[] { 7, 7 }).Set("axes", new long[] { 2, 3 })
            .Set("mode", "linear").Set("keep_aspect_ratio_policy", "not_larger").As("policy");
        yield return new OneNode("Resize", 19, [1, 2, 4, 4]).In("roi", null).In("s", new[] { 1f, 1f, 0.6f, 1.4f }).Set("mode", "linear")
            .Set("coordinate_transformation_mode", "half_pixel_symmetric").As("symmetric");
        yield return new OneNode("Upsample", 9, [1, 2, 3, 3]).In("s", new[] { 1f, 1f, 2f, 3f }).Set("mode", "linear");
        yield return new OneNode("AveragePool", 19, [1, 2, 7, 7]).Set("kernel_shape", new long[] { 3, 3 }).Set("dilations", new long[] { 2, 2 })
            .Set("pads", new long[] { 1, 0, 1, 2 });
        yield return new OneNode("AveragePool", 19, [1, 2, 7, 7]).Set("kernel_shape", new long[] { 3, 3 }).Set("strides", new long[] { 2, 2 })
            .Set("pads", new long[] { 1, 0, 0, 1 }).Set("ceil_mode", 1L).Set("count_include_pad", 1L).As("ceiling");
        yield return new OneNode("MaxPool", 12, [1, 2, 6, 6]).Set("kernel_shape", new long[] { 3, 3 }).Set("strides", new long[] { 2, 2 })
            .Set("pads", new long[] { 0, 0, 1, 1 }).Set("ceil_mode", 1L);
        yield return new OneNode("MaxPool", 12, [1, 2, 9]).Set("kernel_shape", new long[] { 3 }).Set("strides", new long[] { 2 }).As("of a line");
        yield return new OneNode("MaxPool", 12, [1, 2, 4, 4]).Set("kernel_shape", new long[] { 2, 2 }).WithOutputs(2).As("indices named");
        yield return new OneNode("Dropout", 13, [2, 3]).In("r", 0.5f).WithOutputs(2).As("mask named");
        yield return new OneNode("Conv", 11, [1, 2, 7]).In("w", new float[,,] { { { 1, 2, 3 }, { -1, 0, 1 } } }).Set("auto_pad", "SAME_LOWER").Set("strides", new long[] { 2 });
        yield return new OneNode("ConvTranspose", 11, [1, 1, 5]).In("w", new float[,,] { { { 1, 2, 3 } } }).Set("output_shape", new long[] { 10 }).Set("strides", new long[] { 2 });
        yield return new OneNode("MatMul", 13, [3]).In("b", new float[,,] { { { 1, 2 }, { 3, 4 }, { 5, 6 } }, { { 1, 0 }, { 0, 1 }, { 2, 2 } } });
        yield return new OneNode("Einsum", 12, [2, 3, 4]).In("b", new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }).Set("equation", "bij, ik -> bkj");
        yield return new OneNode("Expand", 13, [3, 1]).In("s", new long[] { 2, 1, 4 });
        yield return new OneNode("Tile", 13, [2, 3]).In("r", new long[] { 2, 3 });
        yield return new OneNode("Trilu", 14, [3, 4]).In("k", 1L).Set("upper", 0L);
        yield return new OneNode("CumSum", 14, [3, 4]).In("a", 1L).Set("reverse", 1L).Set("exclusive", 1L);
        yield return new OneNode("TopK", 11, [3, 5]).In("k", new long[] { 2 }).Set("axis", 1L).WithOutputs(2);
        yield return new OneNode("ArgMax", 13, [3, 5]) { OutputType = 7 }.Set("axis", 1L).Flat();
        yield return new OneNode("Less", 13, [3, 5]) { OutputType = 9 }.In("b", 0.2f).Flat();
        yield return new OneNode("GatherElements", 13, [3, 3]).In("i", new long[,] { { 0, -1, 2 }, { 2, 1, 0 } });
        yield return new OneNode("GatherND", 13, [2, 3, 2]).In("i", new long[,] { { 1 }, { -1 } }).Set("batch_dims", 1L);
        yield return new OneNode("ScatterND", 18, [4, 2]).In("i", new long[,] { { 1 }, { 1 }, { 3 } }).In("u", new float[,] { { 1, 2 }, { 3, -4 }, { 5, 6 } }).Set("reduction", "mul");
        yield return new OneNode("ScatterElements", 18, [3, 3]).In("i", new long[,] { { 1, 0, 2 } }).In("u", new float[,] { { 1, 2, 3 } }).Set("reduction", "max").Flat();
        yield return new OneNode("DepthToSpace", 13, [1, 8, 2, 3]).Set("blocksize", 2L).Set("mode", "CRD");
        yield return new OneNode("SpaceToDepth", 13, [1, 2, 4, 6]).Set("blocksize", 2L);
        yield return new OneNode("GridSample", 16, [1, 2, 3, 4]).In("g", Grid()).Set("mode", "bicubic").Set("padding_mode", "reflection");
        yield return new OneNode("GridSample", 20, [1, 2, 3, 4]).In("g", Grid()).Set("mode", "linear").Set("align_corners", 1L);
        yield return new OneNode("Attention", 23, [1, 3, 8]).In("k", Wave(1, 4, 4)).In("v", Wave(1, 4, 6)).Set("q_num_heads", 4L).Set("kv_num_heads", 2L);
        yield return new OneNode("Attention", 23, [1, 2, 3, 4]).In("k", Wave(1, 2, 3, 4)).In("v", Wave(1, 2, 3, 4)).Set("is_causal", 1L).As("causal");
        yield return new OneNode("LSTM", 14, [3, 2, 2]).In("w", Wave(2, 12, 2)).In("r", Wave(2, 12, 3)).In("b", Wave(2, 24)).Set("hidden_size", 3L).Set("direction", "bidirectional");
        yield return new OneNode("GRU", 14, [3, 2, 2]).In("w", Wave(1, 9, 2)).In("r", Wave(1, 9, 3)).In("b", Wave(1, 18)).Set("hidden_size", 3L)
            .Set("direction", "reverse").Set("linear_before_reset", 1L);
        foreach (string op in new[]
        {
            "Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Softplus", "Softsign", "ThresholdedRelu", "Shrink", "Neg",
            "Abs", "Exp", "Erf", "Sin", "Cos", "Atan", "Sinh", "Cosh", "Asinh", "Identity", "Flatten", "Transpose", "ReduceMean", "ReduceL1",
            "ReduceSumSquare", "ReduceMin", "LpNormalization", "Sum",
        })
        {
            yield return new OneNode(op, 17, [3, 4]);
        }

        foreach (string op in new[] { "Log", "Sqrt", "Reciprocal", "ReduceLogSum" })
        {
            yield return new OneNode(op, 17, [3, 2]) { IsPositive = true };
        }

        foreach (string op in new[] { "Add", "Sub", "Mul", "Div", "Min", "Max", "Mean" })
        {
            yield return new OneNode(op, 17, [2, 3]).In("b", new float[,] { { 0.9f }, { -1.2f } });
        }

        yield return new OneNode("Pow", 17, [2, 3]) { IsPositive = true }.In("b", 2.5f);
        yield return new OneNode("InstanceNormalization", 17, [2, 3, 4]).In("s", new[] { 1f, 2f, 3f }).In("b", new[] { 0f, 1f, 2f });
        yield return new OneNode("MeanVarianceNormalization", 13, [2, 3, 2, 2]);
        yield return new OneNode("GlobalAveragePool", 17, [2, 3, 2, 2]);
        yield return new OneNode("GlobalMaxPool", 17, [2, 3, 2, 2]);
        yield return new OneNode("Gemm", 13, [2, 3]).In("b", new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }).In("c", new float[,] { { 1, 2 } }).Set("transB", 1L).Set("alpha", 0.5f).Set("beta", 2f);
        yield return new OneNode("Concat", 13, [2, 3]).In("b", new float[,] { { 1 }, { 2 } }).Set("axis", -1L);
        yield return new OneNode("Reshape", 14, [2, 3]).In("s", new long[] { 0, -1, 1 });
        yield return new OneNode("Unsqueeze", 13, [2, 3]).In("a", new long[] { 0, -1 });
        yield return new OneNode("Conv", 11, [1, 1, 3, 3, 3]).In("w", Wave(2, 1, 2, 2, 2)).Set("pads", new long[] { 0, 0, 1, 0, 1, 0 }).As("of a volume");
        yield return new OneNode("NegativeLogLikelihoodLoss", 13, [2, 3, 2]).In("t", new long[,] { { 0, 2 }, { 1, 5 } }).In("w", new[] { 1f, 2f, 0.5f }).Set("ignore_index", 5L);
        yield return new OneNode("SoftmaxCrossEntropyLoss", 13, [2, 3]).In("t", new long[] { 2, 0 }).Set("reduction", "sum");
        yield return new OneNode("RNN", 14, [3, 2, 2]).In("w", Wave(1, 3, 2)).In("r", Wave(1, 3, 3)).Set("hidden_size", 3L);
    }

    private static OneNode Whole(string op, int opset, long[] shape) => new(op, opset, shape) { IsWhole = true, OutputType = 7, HasGradient = false };

    private static Array Grid() => Reshape([.. Enumerable.Range(0, 12).Select(i => (float)Math.Sin(i * 2.3) * 1.3f)], 1, 2, 3, 2);

    private static Array Wave(params int[] shape) =>
        Reshape([.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (float)Math.Cos((i * 1.3) + 0.2))], shape);

    private static Array Reshape(float[] values, params int[] shape)
    {
        Array result = Array.CreateInstance(typeof(float), shape);
        Buffer.BlockCopy(values, 0, result, 0, 4 * values.Length);
        return result;
    }

    private OneNode In(string name, object? value)
    {
        _inputs.Add((name, value));
        return this;
    }

    private OneNode Set(string name, object value)
    {
        _attributes.Add((name, value));
        return this;
    }

    /// <summary>Outputs beyond the first are named, and nobody reads them.</summary>
    private OneNode WithOutputs(int count)
    {
        _outputs = count;
        return this;
    }

    private OneNode As(string note)
    {
        _note = note;
        return this;
    }

    private OneNode Flat()
    {
        HasGradient = false;
        return this;
    }

    private static Onnx.TensorProto Tensor(string name, object value)
    {
        var proto = new Onnx.TensorProto { Name = name };
        if (value is Array array)
        {
            proto.Dims.AddRange(Enumerable.Range(0, array.Rank).Select(array.GetLongLength));
        }

        object[] values = value is Array all ? [.. all.Cast<object>()] : [value];
        if (values.All(v => v is long))
        {
            proto.DataType = 7;
            proto.Int64Data.AddRange(values.Cast<long>());
        }
        else
        {
            proto.DataType = 1;
            proto.FloatData.AddRange(values.Cast<float>());
        }

        return proto;
    }

    private static Onnx.ValueInfoProto Describe(string name, int type, long[]? shape)
    {
        var tensor = new Onnx.TypeProto.Types.Tensor { ElemType = type };
        if (shape is not null)
        {
            tensor.Shape = new Onnx.TensorShapeProto();
            tensor.Shape.Dim.AddRange(shape.Select(d => new Onnx.TensorShapeProto.Types.Dimension { DimValue = d }));
        }

        return new Onnx.ValueInfoProto { Name = name, Type = new Onnx.TypeProto { TensorType = tensor } };
    }
}
