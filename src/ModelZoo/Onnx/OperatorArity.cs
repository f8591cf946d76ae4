namespace MlNetDeep;

/// <summary>
/// How many inputs and outputs ONNX's own operators have, over all their versions: what is outside is a damaged or a
/// hostile file, and would be read past the end of a list by whoever trusts it.
/// </summary>
internal static class OperatorArity
{
    private const int Many = int.MaxValue;

    // Required inputs, all inputs, required outputs, all outputs: the least and the most over the versions of operator set 1 to 24.
    private static readonly (int LeastIn, int MostIn, int LeastOut, int MostOut, string Operators)[] _groups =
    [
        (0, 0, 1, 1, "Constant RandomNormal RandomUniform SequenceEmpty"),
        (0, 1, 1, 1, "Optional OptionalHasElement"),
        (1, Many, 1, Many, "Loop Scan SequenceMap"),
        (1, Many, 1, 1, "Concat Einsum Max Mean Min SequenceConstruct Sum"),
        (1, 1, 1, Many, "If"),
        (1, 1, 1, 1,
            "Abs Acos Acosh ArgMax ArgMin Asin Asinh Atan Atanh AveragePool Bernoulli BitwiseNot BlackmanWindow Cast Ceil Celu "
            + "ConcatFromSequence ConstantOfShape Cos Cosh DepthToSpace Det Elu Erf Exp EyeLike Flatten Floor Gelu GlobalAveragePool "
            + "GlobalLpPool GlobalMaxPool HammingWindow HannWindow HardSigmoid HardSwish Hardmax Identity ImageDecoder IsInf IsNaN "
            + "LRN LeakyRelu Log LogSoftmax LpNormalization LpPool MeanVarianceNormalization Mish Multinomial Neg NonZero Not "
            + "OptionalGetElement RandomNormalLike RandomUniformLike Reciprocal RegexFullMatch Relu Round Selu SequenceLength Shape "
            + "Shrink Sigmoid Sign Sin Sinh Size Softmax Softplus Softsign SpaceToDepth Sqrt StringNormalizer Swish Tan Tanh "
            + "TfIdfVectorizer ThresholdedRelu Transpose"),
        (1, 1, 1, 2, "MaxPool"),
        (1, 1, 1, 4, "Unique"),
        (1, 1, 2, 2, "StringSplit"),
        (1, 1, 3, 3, "DynamicQuantizeLinear"),
        (1, 2, 1, Many, "Split"),
        (1, 2, 1, 1,
            "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare "
            + "Reshape SequenceErase SplitToSequence Squeeze Trilu Unsqueeze Upsample"),
        (1, 2, 2, 2, "TopK"),
        (1, 3, 1, 1, "Clip DFT"),
        (1, 3, 1, 2, "Dropout"),
        (1, 4, 1, 1, "Pad Resize"),
        (1, 5, 1, 1, "Slice"),
        (2, 2, 1, 1,
            "Add AffineGrid And BitShift BitwiseAnd BitwiseOr BitwiseXor CastLike CenterCropPad Compress CumSum Div Equal Expand "
            + "Gather GatherElements GatherND Greater GreaterOrEqual GridSample Less LessOrEqual MatMul MaxRoiPool Mod Mul Or PRelu "
            + "Pow RMSNormalization ReverseSequence SequenceAt StringConcat Sub Xor"),
        (2, 3, 1, 1,
            "Conv ConvTranspose DequantizeLinear Gemm MaxUnpool NegativeLogLikelihoodLoss QuantizeLinear SequenceInsert Tile"),
        (2, 3, 1, 2, "SoftmaxCrossEntropyLoss"),
        (2, 3, 1, 3, "LayerNormalization"),
        (2, 4, 1, 1, "ConvInteger MatMulInteger STFT"),
        (2, 5, 1, 1, "NonMaxSuppression"),
        (3, 3, 1, 1,
            "Col2Im GroupNormalization InstanceNormalization OneHot Range RoiAlign Scatter ScatterElements ScatterND Where"),
        (3, 4, 1, 1, "RotaryEmbedding TensorScatter"),
        (3, 5, 1, 1, "DeformConv"),
        (3, 6, 0, 2, "GRU RNN"),
        (3, 7, 1, 4, "Attention"),
        (3, 8, 0, 3, "LSTM"),
        (5, 5, 1, 1, "MelWeightMatrix"),
        (5, 5, 1, 5, "BatchNormalization"),
        (8, 8, 1, 1, "QLinearMatMul"),
        (8, 9, 1, 1, "QLinearConv"),
    ];

    private static readonly Dictionary<string, (int LeastIn, int MostIn, int LeastOut, int MostOut)> _byOperator =
        _groups.SelectMany(g => g.Operators.Split(' ').Select(o => (o, (g.LeastIn, g.MostIn, g.LeastOut, g.MostOut))))
            .ToDictionary(p => p.o, p => p.Item2);

    /// <summary>Checks the numbers of a node's inputs and outputs; operators that are not ONNX's own, or not known, pass.</summary>
    /// <exception cref="NetworkFormatException">There are too few or too many, or a required one is omitted.</exception>
    public static void Check(NetworkNode node)
    {
        if (node.Domain.Length > 0 || !_byOperator.TryGetValue(node.OpType, out var arity))
        {
            return;
        }

        CheckCount(node, "input", node.Inputs, arity.LeastIn, arity.MostIn);
        CheckCount(node, "output", node.Outputs, arity.LeastOut, arity.MostOut);
    }

    private static void CheckCount(NetworkNode node, string kind, IReadOnlyList<string> names, int least, int most)
    {
        if (names.Count < least || names.Count > most)
        {
            var expected = most == Many ? $"at least {least}" : least == most ? $"{least}" : $"{least} to {most}";
            NetworkFormatException.Throw($"{Capitalized(node)} has {names.Count} {kind}s; expected {expected}.");
        }

        for (var i = 0; i < least && kind == "input"; i++)
        {
            if (names[i].Length == 0)
            {
                NetworkFormatException.Throw($"{Capitalized(node)} leaves out its input {i}, which it needs.");
            }
        }
    }

    private static string Capitalized(NetworkNode node) => $"N{node.ToString()[1..]}";
}
