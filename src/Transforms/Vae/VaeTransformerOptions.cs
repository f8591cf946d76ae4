using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How a <see cref="VaeTransformer"/> reads its input, names its output and judges a row.</summary>
public sealed record VaeTransformerOptions : ICheckedOptions
{
    /// <summary>The most <see cref="Draws"/>.</summary>
    public const int MaxDraws = 256;

    /// <summary>
    /// The image column: a known-size vector of <see cref="float"/> (the encoder's input as it is) or of
    /// <see cref="byte"/> (pixels, to which the encoder's preprocessing is applied). The default value is "Features".
    /// </summary>
    [Required]
    public string InputColumnName { get; init; } = "Features";

    /// <summary>The output column of latent vectors, the mean of q(z|x). The default value is "Latent".</summary>
    [Required]
    public string LatentColumnName { get; init; } = "Latent";

    /// <summary>The output column of the logarithms of the variance of q(z|x). The default value is "LogVariance".</summary>
    [Required]
    public string LogVarianceColumnName { get; init; } = "LogVariance";

    /// <summary>The output column of what the decoder makes of the latent vector. The default value is "Reconstruction".</summary>
    [Required]
    public string ReconstructionColumnName { get; init; } = "Reconstruction";

    /// <summary>
    /// What a reconstruction is given as. The default value is <see cref="GeneratedImageKind.Float"/>: to be compared with
    /// the network's input.
    /// </summary>
    public GeneratedImageKind ReconstructionKind { get; init; } = GeneratedImageKind.Float;

    /// <summary>
    /// The output column of the mean squared difference between the network's input and the reconstruction. The default
    /// value is "ReconstructionError".
    /// </summary>
    [Required]
    public string ReconstructionErrorColumnName { get; init; } = "ReconstructionError";

    /// <summary>The output column of the evidence lower bound, in nats. The default value is "Elbo".</summary>
    [Required]
    public string ElboColumnName { get; init; } = "Elbo";

    /// <summary>The output column of anomaly scores: the negative evidence lower bound. The default value is "Score".</summary>
    [Required]
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The output column that says whether the score is above <see cref="Threshold"/>. The default value is "PredictedLabel".</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>The score above which a row is an anomaly. The default value is infinity: none is.</summary>
    public float Threshold { get; init; } = float.PositiveInfinity;

    /// <summary>What the decoder's output means. The default value is <see cref="VaeLikelihood.Bernoulli"/>.</summary>
    public VaeLikelihood Likelihood { get; init; }

    /// <summary>
    /// The standard deviation of values around the decoder's output, above 0; <see cref="VaeLikelihood.Gaussian"/> only. The
    /// default value is 0.1.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Deviation { get; init; } = 0.1;

    /// <summary>
    /// How many draws from q(z|x) the evidence lower bound is the mean of, 1 to <see cref="MaxDraws"/>; each is decoded. They
    /// are made from the same random numbers for every row, see <see cref="Networks.JoinVae"/>, so that a row has the same
    /// score wherever it stands in the data, and after reload. The default value is 1.
    /// </summary>
    [Range(1, MaxDraws)]
    public int Draws { get; init; } = 1;

    /// <summary>How many rows a cursor reads ahead and runs at once, 1 to 65,536. The default value is 64.</summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that share a batch, 0 to 1,024; 0 is one for each core. Each row is scored by one thread, so that it has the
    /// same score however many there are. The default value is 0.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>The names of the output columns, in their order.</summary>
    internal string[] OutputNames =>
    [
        LatentColumnName, LogVarianceColumnName, ReconstructionColumnName, ReconstructionErrorColumnName, ElboColumnName,
        ScoreColumnName, PredictedLabelColumnName,
    ];

    /// <summary>How reconstructions are given, as of a generator.</summary>
    internal GeneratorOptions ReconstructionOptions => new()
    {
        OutputColumnName = ReconstructionColumnName,
        OutputKind = ReconstructionKind,
        BatchSize = BatchSize,
        Device = Device,
        Threads = Threads,
    };

    IEnumerable<string> ICheckedOptions.FindProblems()
    {
        if (float.IsNaN(Threshold) || float.IsNegativeInfinity(Threshold))
            yield return $"Threshold must be a number, or infinity for none, but is {Threshold}.";
        if (OptionsCheck.Clash(OutputNames) is { } clash)
            yield return clash;
    }
}
