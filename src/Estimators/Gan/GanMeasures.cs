namespace MlNetDeep;

/// <summary>
/// Names of what a GAN's training measures, as they stand in <see cref="BatchEndArguments.Measures"/> and in the
/// history. <c>Loss</c> is the discriminator's, penalties included.
/// </summary>
public static class GanMeasures
{
    /// <summary>The generator's loss; absent for a batch on which only the discriminator learned.</summary>
    public const string GeneratorLoss = "generator loss";

    /// <summary>
    /// D(x), how real the discriminator finds the training images: a probability for
    /// <see cref="GanLoss.NonSaturating"/>, its output for the other losses.
    /// </summary>
    public const string RealScore = "D(x)";

    /// <summary>D(G(z)), the same of generated images, before the discriminator's step.</summary>
    public const string FakeScore = "D(G(z))";

    /// <summary>Euclidean norm of the discriminator's gradient.</summary>
    public const string DiscriminatorGradientNorm = "gradient norm D";

    /// <summary>Euclidean norm of the generator's gradient; absent like <see cref="GeneratorLoss"/>.</summary>
    public const string GeneratorGradientNorm = "gradient norm G";

    /// <summary>
    /// How different the images of the fixed latents are: the standard deviation of a value over the images, in network
    /// units, as the mean over all values. Of epochs only. Near 0, the generator has collapsed: all images are equal.
    /// </summary>
    public const string SampleDeviation = "sample deviation";
}
