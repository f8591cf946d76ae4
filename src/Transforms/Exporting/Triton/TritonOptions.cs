using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How a model is laid out for Triton Inference Server.</summary>
public sealed record TritonOptions : ICheckedOptions
{
    /// <summary>The number of the model's version, the name of its folder. The default value is 1.</summary>
    [Range(1, int.MaxValue)]
    public int Version { get; init; } = 1;

    /// <summary>
    /// The most rows that the server may put together, 1 to 65,536; ignored where <see cref="OnnxExportOptions.Batch"/> fixes their
    /// number. Pictures are put together when they have one size. The default value is 64.
    /// </summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int MaxBatchSize { get; init; } = 64;

    /// <summary>What the ONNX file is.</summary>
    [Required]
    public OnnxExportOptions Export { get; init; } = new();
}
