using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How generated images are put before a classifier.</summary>
public sealed record ClassEvaluationOptions : ICheckedOptions
{
    /// <summary>
    /// The class that was asked of the generator, a key, or text or a Boolean as the classifier's classes are. Not read for
    /// the balance. The default value is "Label".
    /// </summary>
    [Required]
    public string ClassColumnName { get; init; } = "Label";

    /// <summary>
    /// The image column, for a <see cref="ConvNetTransformer"/> only; it may have another name than the classifier reads,
    /// and be of any kind that <see cref="GenerativeEvaluationOptions.RealColumnName"/> may be. The default value, null, is
    /// the classifier's own, or "Image" where the generated rows have none of that name.
    /// </summary>
    [NotEmpty]
    public string? ImageColumnName { get; init; }

    /// <summary>
    /// The classifier's decision, a key or a Boolean. The default value, null, is that of a <see cref="ConvNetTransformer"/>,
    /// "PredictedLabel" for any other classifier.
    /// </summary>
    [NotEmpty]
    public string? PredictedLabelColumnName { get; init; }

    /// <summary>How images of another shape than the network's come into its frame. The default value is <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Crop;

    /// <summary>Stops the evaluation. The default value never does.</summary>
    public CancellationToken CancellationToken { get; init; }
}
