namespace MlNetDeep;

/// <summary>What was written, and how it agrees with the model.</summary>
public sealed record OnnxExportResult
{
    internal OnnxExportResult()
    {
    }

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The version of ONNX's operator set that it is written in.</summary>
    public required int Opset { get; init; }

    /// <summary>The file's inputs: a dimension that is null is open.</summary>
    public required IReadOnlyList<NetworkValue> Inputs { get; init; }

    /// <summary>The file's outputs.</summary>
    public required IReadOnlyList<NetworkValue> Outputs { get; init; }

    /// <summary>How many rows were scored by the model and by the file; 0 when nothing was compared.</summary>
    public required int Rows { get; init; }

    /// <summary>The largest difference of a number, absolute up to 1 and relative above.</summary>
    public required double LargestDifference { get; init; }

    /// <summary>The share of rows on which every label, key and truth value is the same; 1 when there are none.</summary>
    public required double LabelAgreement { get; init; }

    /// <summary>The accuracy before and after quantization; null unless it was asked for.</summary>
    public Int8Accuracy? Accuracy { get; init; }
}
