using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How a pipeline becomes one of ML.NET's own transformers.</summary>
public sealed record StockPipelineOptions : ICheckedOptions
{
    /// <summary>
    /// The width of the pictures that come in, in pixels, for a model that prepares pictures: ML.NET's own steps need to know it.
    /// Pictures of another size are stretched to this one without smoothing, which changes scores. The default value is 0: there are no pictures.
    /// </summary>
    [Range(0, PrepareImagesOptions.MaxSide)]
    public int PictureWidth { get; init; }

    /// <summary>The height of the pictures that come in, in pixels. The default value is 0: there are no pictures.</summary>
    [Range(0, PrepareImagesOptions.MaxSide)]
    public int PictureHeight { get; init; }

    /// <summary>
    /// What the ONNX model inside is, and how closely the chain must agree with the model.
    /// <see cref="OnnxExportOptions.Form"/>, <see cref="OnnxExportOptions.TensorNames"/> and <see cref="OnnxExportOptions.ExternalData"/>
    /// are as they are by default.
    /// </summary>
    [Required]
    public OnnxExportOptions Export { get; init; } = new();

    IEnumerable<string> ICheckedOptions.FindProblems()
    {
        if (PictureWidth > 0 != PictureHeight > 0)
            yield return $"PictureWidth is {PictureWidth} and PictureHeight {PictureHeight}; give both or none.";
        if (Export is { Form: OnnxForm.Network } or { ExternalData: true } or { TensorNames.Count: > 0 } or { Batch: > 1 })
            yield return "Export has a Form, TensorNames, ExternalData or Batch that ML.NET's ApplyOnnxModel cannot take; leave them as they are.";
    }
}
