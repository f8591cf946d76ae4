using System.ComponentModel.DataAnnotations;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>The rows that a network is quantized with.</summary>
public sealed record Int8Options : ICheckedOptions
{
    /// <summary>Rows like those that will be scored, with the columns that the model takes. There is no default.</summary>
    [Required]
    public IDataView? CalibrationData { get; init; }

    /// <summary>How many of them are read, 1 to 100,000. The default value is 200.</summary>
    [Range(1, 100_000)]
    public int CalibrationRows { get; init; } = 200;

    /// <summary>
    /// Labelled rows on which the accuracy before and after is measured. The default value is null: it is not measured.
    /// </summary>
    public IDataView? EvaluationData { get; init; }

    /// <summary>The label of <see cref="EvaluationData"/>, of the predicted label's values. The default value is "Label".</summary>
    [Required]
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// The share of right answers that may be lost, 0 to 1; when more is lost, nothing is written. The default value is 0.01.
    /// </summary>
    [Range(0.0, 1.0)]
    public double LargestLoss { get; init; } = 0.01;
}
