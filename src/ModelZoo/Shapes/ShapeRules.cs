namespace MlNetDeep;

/// <summary>Every operator that shape inference knows, with its rule from a version of the operator set on.</summary>
internal static class ShapeRules
{
    public static OperatorVersions<Action<ShapeContext>> Rules { get; } = Gather();

    private static OperatorVersions<Action<ShapeContext>> Gather()
    {
        var rules = new OperatorVersions<Action<ShapeContext>>();
        void Add(Action<ShapeContext> rule, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                rules.Add(name, 1, rule);
            }
        }

        // Convolution and pooling
        Add(Convolutions.Conv, "Conv");
        Add(Convolutions.ConvTranspose, "ConvTranspose");
        Add(Pooling.MaxPool, "MaxPool");
        Add(Pooling.Pool, "AveragePool", "LpPool");
        Add(Pooling.Global, "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool");

        // Matrix products, attention, recurrence
        Add(MatrixProducts.Gemm, "Gemm");
        Add(MatrixProducts.MatMul, "MatMul");
        Add(Einsums.Einsum, "Einsum");
        Add(Sequences.Attention, "Attention");
        Add(Sequences.Recurrent, "RNN", "GRU", "LSTM");

        // Normalization, dropout, losses
        Add(Normalizations.Batch, "BatchNormalization");
        Add(Normalizations.Instance, "InstanceNormalization");
        Add(Normalizations.Layer, "LayerNormalization");
        rules.Add("GroupNormalization", 18, c => Normalizations.Group(c, perGroup: true));
        rules.Add("GroupNormalization", 21, c => Normalizations.Group(c, perGroup: false));
        Add(Elementwise.Same, "RMSNormalization", "LRN", "LpNormalization", "MeanVarianceNormalization");
        Add(Normalizations.Dropout, "Dropout");
        Add(Losses.Loss, "NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss");

        // Functions of single elements
        Add(Elementwise.Same, "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Mish", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh",
            "Softplus", "Softsign", "ThresholdedRelu", "Shrink", "Clip", "Abs", "Ceil", "Erf", "Exp", "Floor", "Log", "Reciprocal", "Round",
            "Sign", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Sqrt", "Neg", "Not", "IsNaN",
            "IsInf");
        rules.Add("Gelu", 1, Elementwise.Same, "com.microsoft");
        rules.Add("PRelu", 1, c => Elementwise.PRelu(c, perChannel: true));
        rules.Add("PRelu", 7, c => Elementwise.PRelu(c, perChannel: false));
        foreach (var name in new[] { "Softmax", "LogSoftmax", "Hardmax" })
        {
            rules.Add(name, 1, c => Elementwise.Softmax(c, 1));
            rules.Add(name, 13, c => Elementwise.Softmax(c, -1));
        }

        Add(Elementwise.Identity, "Identity");
        Add(Elementwise.Cast, "Cast");
        Add(Elementwise.Same, "CastLike", "CumSum", "Trilu", "EyeLike", "QuantizeLinear", "DequantizeLinear");

        // Element by element, with broadcasting
        Add(Broadcasting.Add, "Add");
        Add(Broadcasting.Sub, "Sub");
        Add(Broadcasting.Mul, "Mul");
        Add(Broadcasting.Div, "Div");
        Add(Broadcasting.Two, "Mod", "Pow", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Xor");
        Add(Broadcasting.Many, "Min", "Max", "Sum", "Mean", "Where");
        Add(Broadcasting.Expand, "Expand");

        // Moving elements around
        Add(Reshaping.Flatten, "Flatten");
        Add(Reshaping.Reshape, "Reshape");
        Add(Reshaping.Transpose, "Transpose");
        Add(Reshaping.Squeeze, "Squeeze");
        Add(Reshaping.Unsqueeze, "Unsqueeze");
        Add(Joining.Concat, "Concat");
        Add(Joining.Split, "Split");
        Add(Joining.Slice, "Slice");
        Add(Joining.Gather, "Gather");
        Add(Picking.GatherElements, "GatherElements");
        Add(Picking.GatherNd, "GatherND");
        Add(Elementwise.Same, "Scatter", "ScatterElements", "ScatterND");
        Add(Resizing.Pad, "Pad");
        Add(Resizing.DepthToSpace, "DepthToSpace");
        Add(Resizing.SpaceToDepth, "SpaceToDepth");
        Add(Resizing.Upsample, "Upsample");
        rules.Add("Resize", 10, Resizing.Upsample);
        rules.Add("Resize", 11, Resizing.Resize);
        Add(Picking.GridSample, "GridSample");
        Add(Filling.Tile, "Tile");

        // Reductions
        Add(Reductions.Reduce, "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare",
            "ReduceLogSum", "ReduceLogSumExp");
        Add(Reductions.Arg, "ArgMax", "ArgMin");
        Add(Reductions.TopK, "TopK");

        // Constants, and what is made from shapes
        Add(Filling.Constant, "Constant");
        Add(Filling.OfShape, "ConstantOfShape");
        Add(Filling.Shape, "Shape");
        Add(Filling.Size, "Size");
        Add(Filling.Range, "Range");
        Add(Filling.OneHot, "OneHot");
        return rules;
    }
}
