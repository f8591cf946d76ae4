namespace MlNetDeep;

/// <summary>How generated images are put before a classifier.</summary>
public sealed record ClassEvaluationOptions
{
    /// <summary>
    /// The class that was asked of the generator, a key, or text or a Boolean as the classifier's classes are. Not read for
    /// the balance. The default value is "Label".
    /// </summary>
    public string ClassColumnName { get; init; } = "Label";

    /// <summary>
    /// The image column, for a <see cref="ConvNetTransformer"/> only; it may have another name than the classifier reads,
    /// and be of any kind that <see cref="GenerativeEvaluationOptions.RealColumnName"/> may be. The default value, null, is
    /// the classifier's own.
    /// </summary>
    public string? ImageColumnName { get; init; }

    /// <summary>
    /// The classifier's decision, a key or a Boolean. The default value, null, is that of a <see cref="ConvNetTransformer"/>,
    /// "PredictedLabel" for any other classifier.
    /// </summary>
    public string? PredictedLabelColumnName { get; init; }

    /// <summary>How images of another shape than the network's come into its frame. The default value is <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Crop;

    /// <summary>Stops the evaluation. The default value never does.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Check()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(ClassColumnName))
            problems.Add("ClassColumnName is empty; expected the name of a column.");
        if (ImageColumnName is not null && string.IsNullOrWhiteSpace(ImageColumnName))
            problems.Add("ImageColumnName is empty; expected the name of a column, or null.");
        if (PredictedLabelColumnName is not null && string.IsNullOrWhiteSpace(PredictedLabelColumnName))
            problems.Add("PredictedLabelColumnName is empty; expected the name of a column, or null.");
        if (!Enum.IsDefined(Fit))
            problems.Add($"Fit is {(int)Fit}; expected a value of {nameof(ImageFit)}.");
        if (problems.Count > 0)
            throw new OptionsException(problems);
    }
}
