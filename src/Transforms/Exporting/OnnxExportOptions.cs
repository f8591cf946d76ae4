using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>What is written when a model is exported to ONNX, and how closely the file must agree with it.</summary>
public sealed record OnnxExportOptions : ICheckedOptions
{
    /// <summary>The oldest operator set that can be asked for.</summary>
    public const int OldestOpset = 13;

    /// <summary>The newest operator set that can be asked for.</summary>
    public const int NewestOpset = 21;

    /// <summary>The whole pipeline, or the network alone. The default value is <see cref="OnnxForm.Pipeline"/>.</summary>
    public OnnxForm Form { get; init; } = OnnxForm.Pipeline;

    /// <summary>
    /// The version of ONNX's operator set, 13 to 21. The default value is null: 13, or that of the newest network in the model.
    /// </summary>
    [Range(OldestOpset, NewestOpset)]
    public int? Opset { get; init; }

    /// <summary>The number of rows that the file takes at once. The default value is null: any number.</summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int? Batch { get; init; }

    /// <summary>The precision of networks' weights. The default value is <see cref="OnnxPrecision.Float"/>.</summary>
    public OnnxPrecision Precision { get; init; } = OnnxPrecision.Float;

    /// <summary>The rows that <see cref="OnnxPrecision.Int8"/> needs. The default value is null: none.</summary>
    public Int8Options? Int8 { get; init; }

    /// <summary>Predicted classes as text or as keys. The default value is <see cref="OnnxLabels.Text"/>.</summary>
    public OnnxLabels Labels { get; init; } = OnnxLabels.Text;

    /// <summary>
    /// The columns of the pipeline's result that the file gives. The default value is null: those of its last model, and
    /// what later steps make of them.
    /// </summary>
    [NotEmpty]
    public IReadOnlyList<string>? OutputColumnNames { get; init; }

    /// <summary>
    /// The names of the file's inputs and outputs, by column; of a network alone, by the network's own names. The default value is empty: a column's own name, and
    /// <c>image</c> for the pictures that are prepared.
    /// </summary>
    [Required]
    public IReadOnlyDictionary<string, string> TensorNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the values of weights go to a second file, <c>.data</c>. The default value is false.</summary>
    public bool ExternalData { get; init; }

    /// <summary>Who made the model, metadata entry <c>author</c>. The default value is null: nothing is said.</summary>
    [NotEmpty]
    public string? Author { get; init; }

    /// <summary>The model's licence, metadata entry <c>license</c>. The default value is null: nothing is said.</summary>
    [NotEmpty]
    public string? License { get; init; }

    /// <summary>What the model is, the file's doc string. The default value is null: nothing is said.</summary>
    [NotEmpty]
    public string? Description { get; init; }

    /// <summary>
    /// How many rows of the data are scored by the model and by the file, and compared; 0 compares nothing, which is logged
    /// as a warning. The default value is 16.
    /// </summary>
    [Range(0, 1_000_000)]
    public int CheckedRows { get; init; } = 16;

    /// <summary>
    /// The largest difference between a number of the model and of the file, absolute up to 1 and relative above; a larger
    /// one is an error, and no file is left. The default value is null: 0.001; 0.01 where pictures are prepared in the file, whose
    /// pixels may differ by one level of 255; with half precision 0.02, with int8 0.5.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Tolerance { get; init; }

    /// <summary>
    /// The least share of checked rows on which model and file must agree in every label, 0 to 1. The default value is null: 1,
    /// with half precision or int8 0.9.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? LeastLabelAgreement { get; init; }

    internal double LargestTolerated(bool preparesPictures) => Tolerance ?? Precision switch
    {
        OnnxPrecision.Float => preparesPictures ? 0.01 : 0.001,
        OnnxPrecision.Float16 => 0.02,
        _ => 0.5,
    };

    internal double LeastAgreement => LeastLabelAgreement ?? (Precision == OnnxPrecision.Float ? 1 : 0.9);

    IEnumerable<string> ICheckedOptions.FindProblems()
    {
        if (Precision == OnnxPrecision.Int8 && Int8 is null)
            yield return "Precision is Int8, but Int8 is null; give the rows that the network is calibrated with.";
        if (Precision != OnnxPrecision.Int8 && Int8 is not null)
            yield return $"Int8 is given, but Precision is {Precision}.";
        if (Form == OnnxForm.Network && OutputColumnNames is not null)
            yield return "OutputColumnNames is given, but a file with the network alone gives the network's outputs.";
        if (Form == OnnxForm.Network && Int8?.EvaluationData is not null)
            yield return "Int8.EvaluationData is given, but a network alone gives no labels to judge; export the pipeline.";
        foreach ((string column, string name) in TensorNames ?? new Dictionary<string, string>())
        {
            if (string.IsNullOrWhiteSpace(name))
                yield return $"TensorNames gives column '{column}' an empty name.";
        }
    }
}
