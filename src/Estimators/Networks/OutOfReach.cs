namespace MlNetDeep.Estimators.Networks;

/// <summary>Operators that are left out on purpose, with the reason: what a person can do about them depends on it.</summary>
internal static class OutOfReach
{
    private static readonly Dictionary<string, string> _reasons = Gather(
        ("it decides while it runs what is computed, and training compiles a fixed sequence", ["If", "Loop", "Scan", "SequenceMap"]),
        ("its values are lists or options of tensors, and training passes tensors only",
            ["ConcatFromSequence", "Optional", "OptionalGetElement", "OptionalHasElement", "SequenceAt", "SequenceConstruct",
                "SequenceEmpty", "SequenceErase", "SequenceInsert", "SequenceLength", "SplitToSequence"]),
        ("it computes with rounded whole numbers, which have no gradient; train the float network and quantize the result",
            ["ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "QLinearConv", "QLinearMatMul", "QuantizeLinear"]),
        ("it draws random numbers of its own, so that no result could be repeated",
            ["Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"]),
        ("it works on text", ["RegexFullMatch", "StringConcat", "StringNormalizer", "StringSplit", "TfIdfVectorizer"]),
        ("it works on sound", ["BlackmanWindow", "DFT", "HammingWindow", "HannWindow", "MelWeightMatrix", "STFT"]),
        ("the number of its results depends on their values", ["NonMaxSuppression", "Unique"]));

    /// <summary>Why an operator is left out; null when it is just unknown.</summary>
    public static string? Reason(NetworkNode node) => node.Domain switch
    {
        "" => _reasons.GetValueOrDefault(node.OpType),
        "ai.onnx.preview.training" => "it is a training step written into the graph; here the trainer makes the steps",
        _ => null,
    };

    private static Dictionary<string, string> Gather(params (string Reason, string[] Operators)[] groups) =>
        groups.SelectMany(g => g.Operators.Select(o => (o, g.Reason))).ToDictionary(e => e.o, e => e.Reason, StringComparer.Ordinal);
}
