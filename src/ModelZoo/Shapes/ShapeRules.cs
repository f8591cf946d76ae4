namespace MlNetDeep;

/// <summary>Every operator that shape inference knows, with its rule.</summary>
internal static class ShapeRules
{
    public static IReadOnlyDictionary<string, Action<ShapeContext>> Rules { get; } =
        new Dictionary<string, Action<ShapeContext>>
        {
            // Convolution and pooling
            ["Conv"] = Convolutions.Conv,
            ["ConvTranspose"] = Convolutions.ConvTranspose,
            ["MaxPool"] = Pooling.MaxPool,
            ["AveragePool"] = Pooling.Pool,
            ["LpPool"] = Pooling.Pool,
            ["GlobalAveragePool"] = Pooling.Global,
            ["GlobalMaxPool"] = Pooling.Global,
            ["GlobalLpPool"] = Pooling.Global,

            // Matrix products
            ["Gemm"] = MatrixProducts.Gemm,
            ["MatMul"] = MatrixProducts.MatMul,

            // Normalization
            ["BatchNormalization"] = Normalizations.Batch,
            ["InstanceNormalization"] = Normalizations.Instance,
            ["LayerNormalization"] = Normalizations.Layer,
            ["LRN"] = Elementwise.Same,
            ["LpNormalization"] = Elementwise.Same,
            ["MeanVarianceNormalization"] = Elementwise.Same,
            ["Dropout"] = Normalizations.Dropout,

            // Activations and other functions of single elements
            ["Relu"] = Elementwise.Same,
            ["LeakyRelu"] = Elementwise.Same,
            ["PRelu"] = Elementwise.PRelu,
            ["Elu"] = Elementwise.Same,
            ["Selu"] = Elementwise.Same,
            ["Celu"] = Elementwise.Same,
            ["Gelu"] = Elementwise.Same,
            ["Mish"] = Elementwise.Same,
            ["Sigmoid"] = Elementwise.Same,
            ["HardSigmoid"] = Elementwise.Same,
            ["HardSwish"] = Elementwise.Same,
            ["Tanh"] = Elementwise.Same,
            ["Softplus"] = Elementwise.Same,
            ["Softsign"] = Elementwise.Same,
            ["ThresholdedRelu"] = Elementwise.Same,
            ["Softmax"] = Elementwise.Softmax,
            ["LogSoftmax"] = Elementwise.Softmax,
            ["Hardmax"] = Elementwise.Softmax,
            ["Clip"] = Elementwise.Same,
            ["Abs"] = Elementwise.Same,
            ["Ceil"] = Elementwise.Same,
            ["Erf"] = Elementwise.Same,
            ["Exp"] = Elementwise.Same,
            ["Floor"] = Elementwise.Same,
            ["Log"] = Elementwise.Same,
            ["Neg"] = Elementwise.Same,
            ["Not"] = Elementwise.Same,
            ["Reciprocal"] = Elementwise.Same,
            ["Round"] = Elementwise.Same,
            ["Sign"] = Elementwise.Same,
            ["Sin"] = Elementwise.Same,
            ["Cos"] = Elementwise.Same,
            ["Sqrt"] = Elementwise.Same,
            ["Identity"] = Elementwise.Identity,
            ["Cast"] = Elementwise.Cast,

            // Element by element, with broadcasting
            ["Add"] = Broadcasting.Add,
            ["Sub"] = Broadcasting.Sub,
            ["Mul"] = Broadcasting.Mul,
            ["Div"] = Broadcasting.Div,
            ["Pow"] = Broadcasting.Two,
            ["Equal"] = Broadcasting.Two,
            ["Greater"] = Broadcasting.Two,
            ["GreaterOrEqual"] = Broadcasting.Two,
            ["Less"] = Broadcasting.Two,
            ["LessOrEqual"] = Broadcasting.Two,
            ["And"] = Broadcasting.Two,
            ["Or"] = Broadcasting.Two,
            ["Xor"] = Broadcasting.Two,
            ["Min"] = Broadcasting.Many,
            ["Max"] = Broadcasting.Many,
            ["Sum"] = Broadcasting.Many,
            ["Mean"] = Broadcasting.Many,
            ["Where"] = Broadcasting.Many,
            ["Expand"] = Broadcasting.Expand,

            // Moving elements around
            ["Flatten"] = Reshaping.Flatten,
            ["Reshape"] = Reshaping.Reshape,
            ["Transpose"] = Reshaping.Transpose,
            ["Squeeze"] = Reshaping.Squeeze,
            ["Unsqueeze"] = Reshaping.Unsqueeze,
            ["Concat"] = Joining.Concat,
            ["Split"] = Joining.Split,
            ["Slice"] = Joining.Slice,
            ["Gather"] = Joining.Gather,
            ["Pad"] = Resizing.Pad,
            ["DepthToSpace"] = Resizing.DepthToSpace,
            ["SpaceToDepth"] = Resizing.SpaceToDepth,
            ["Upsample"] = Resizing.Upsample,
            ["Resize"] = Resizing.Resize,

            // Reductions
            ["ReduceMean"] = Reductions.Reduce,
            ["ReduceSum"] = Reductions.Reduce,
            ["ReduceMax"] = Reductions.Reduce,
            ["ReduceMin"] = Reductions.Reduce,
            ["ReduceProd"] = Reductions.Reduce,
            ["ReduceL1"] = Reductions.Reduce,
            ["ReduceL2"] = Reductions.Reduce,
            ["ReduceSumSquare"] = Reductions.Reduce,
            ["ReduceLogSum"] = Reductions.Reduce,
            ["ReduceLogSumExp"] = Reductions.Reduce,
            ["ArgMax"] = Reductions.Arg,
            ["ArgMin"] = Reductions.Arg,

            // Constants
            ["Constant"] = Constants.Constant,
            ["ConstantOfShape"] = Constants.OfShape,
            ["Shape"] = Constants.Shape,
        };
}
