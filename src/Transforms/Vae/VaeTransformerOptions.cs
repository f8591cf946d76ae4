namespace MlNetDeep;

/// <summary>How a <see cref="VaeTransformer"/> reads its input, names its output and judges a row.</summary>
public sealed record VaeTransformerOptions
{
    /// <summary>The most <see cref="Draws"/>.</summary>
    public const int MaxDraws = 256;

    /// <summary>
    /// The image column: a known-size vector of <see cref="float"/> (the encoder's input as it is) or of
    /// <see cref="byte"/> (pixels, to which the encoder's preprocessing is applied). The default value is "Features".
    /// </summary>
    public string InputColumnName { get; init; } = "Features";

    /// <summary>The output column of latent vectors, the mean of q(z|x). The default value is "Latent".</summary>
    public string LatentColumnName { get; init; } = "Latent";

    /// <summary>The output column of the logarithms of the variance of q(z|x). The default value is "LogVariance".</summary>
    public string LogVarianceColumnName { get; init; } = "LogVariance";

    /// <summary>The output column of what the decoder makes of the latent vector. The default value is "Reconstruction".</summary>
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
    public string ReconstructionErrorColumnName { get; init; } = "ReconstructionError";

    /// <summary>The output column of the evidence lower bound, in nats. The default value is "Elbo".</summary>
    public string ElboColumnName { get; init; } = "Elbo";

    /// <summary>The output column of anomaly scores: the negative evidence lower bound. The default value is "Score".</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The output column that says whether the score is above <see cref="Threshold"/>. The default value is "PredictedLabel".</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>The score above which a row is an anomaly. The default value is infinity: none is.</summary>
    public float Threshold { get; init; } = float.PositiveInfinity;

    /// <summary>What the decoder's output means. The default value is <see cref="VaeLikelihood.Bernoulli"/>.</summary>
    public VaeLikelihood Likelihood { get; init; }

    /// <summary>
    /// The standard deviation of values around the decoder's output, above 0; <see cref="VaeLikelihood.Gaussian"/> only. The
    /// default value is 0.1.
    /// </summary>
    public double Deviation { get; init; } = 0.1;

    /// <summary>
    /// How many draws from q(z|x) the evidence lower bound is the mean of, 1 to <see cref="MaxDraws"/>; each is decoded. They
    /// are made from the same random numbers for every row, see <see cref="Networks.JoinVae"/>, so that a row has the same
    /// score wherever it stands in the data, and after reload. The default value is 1.
    /// </summary>
    public int Draws { get; init; } = 1;

    /// <summary>How many rows a cursor reads ahead and runs at once, 1 to 65,536. The default value is 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that share a batch, 0 to 1,024; 0 is one for each core. Each row is scored by one thread, so that it has the
    /// same score however many there are. The default value is 0.
    /// </summary>
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

    /// <summary>Everything that is wrong with the options; empty when nothing is.</summary>
    internal List<string> Problems()
    {
        var problems = new List<string>();
        CheckName(InputColumnName, nameof(InputColumnName));
        CheckName(LatentColumnName, nameof(LatentColumnName));
        CheckName(LogVarianceColumnName, nameof(LogVarianceColumnName));
        CheckName(ReconstructionColumnName, nameof(ReconstructionColumnName));
        CheckName(ReconstructionErrorColumnName, nameof(ReconstructionErrorColumnName));
        CheckName(ElboColumnName, nameof(ElboColumnName));
        CheckName(ScoreColumnName, nameof(ScoreColumnName));
        CheckName(PredictedLabelColumnName, nameof(PredictedLabelColumnName));
        if (OutputNames.Distinct(StringComparer.Ordinal).Count() < OutputNames.Length)
            problems.Add($"The output columns '{string.Join("', '", OutputNames)}' must have different names.");
        if (!Enum.IsDefined(ReconstructionKind))
            problems.Add($"ReconstructionKind is {(int)ReconstructionKind}; expected Image, Float or Byte.");
        if (!Enum.IsDefined(Likelihood))
            problems.Add($"Likelihood is {(int)Likelihood}; expected Bernoulli or Gaussian.");
        if (!(Deviation > 0) || !double.IsFinite(Deviation))
            problems.Add($"Deviation is {Deviation}; expected a finite number above 0.");
        if (Draws is < 1 or > MaxDraws)
            problems.Add($"Draws is {Draws}; expected 1 to {MaxDraws}.");
        if (float.IsNaN(Threshold) || float.IsNegativeInfinity(Threshold))
            problems.Add($"Threshold is {Threshold}; expected a number, or positive infinity for none.");
        if (BatchSize is < 1 or > ConvNetTransformerOptions.MaxBatchSize)
            problems.Add($"BatchSize is {BatchSize}; expected 1 to {ConvNetTransformerOptions.MaxBatchSize}.");
        if (Threads is < 0 or > 1024)
            problems.Add($"Threads is {Threads}; expected 0 (automatic) to 1024.");
        if (!DeviceChoice.TryValidate(Device, out string? device))
            problems.Add(device!);
        return problems;

        void CheckName(string? name, string option)
        {
            if (string.IsNullOrWhiteSpace(name))
                problems.Add($"{option} is empty; expected the name of a column.");
        }
    }
}
