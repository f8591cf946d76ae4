namespace MlNetDeep.Transforms;

/// <summary>The JSON header of a saved variational autoencoder.</summary>
internal sealed record VaeHeader
{
    /// <summary>The version that this code writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; }

    public string InputColumn { get; init; } = "";

    public string LatentColumn { get; init; } = "";

    public string LogVarianceColumn { get; init; } = "";

    public string ReconstructionColumn { get; init; } = "";

    public string ReconstructionKind { get; init; } = "";

    public string ReconstructionErrorColumn { get; init; } = "";

    public string ElboColumn { get; init; } = "";

    public string ScoreColumn { get; init; } = "";

    public string PredictedLabelColumn { get; init; } = "";

    /// <summary>The threshold; absent when there is none.</summary>
    public float? Threshold { get; init; }

    public string Likelihood { get; init; } = "";

    public double Deviation { get; init; }

    public int Draws { get; init; }

    public int BatchSize { get; init; }

    public string Device { get; init; } = "";

    public int Threads { get; init; }

    /// <summary>The training history, as JSON of its own.</summary>
    public string? History { get; init; }

    public long EncoderLength { get; init; }

    public string EncoderSha256 { get; init; } = "";

    public long DecoderLength { get; init; }

    public string DecoderSha256 { get; init; } = "";

    /// <summary>The header of a transformer.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="saved">Length and SHA-256 of the encoder and of the decoder.</param>
    public static VaeHeader Of(VaeTransformer transformer, IReadOnlyList<(long Length, string Sha256)> saved)
    {
        VaeTransformerOptions options = transformer.Options;
        return new VaeHeader
        {
            Version = CurrentVersion,
            InputColumn = options.InputColumnName,
            LatentColumn = options.LatentColumnName,
            LogVarianceColumn = options.LogVarianceColumnName,
            ReconstructionColumn = options.ReconstructionColumnName,
            ReconstructionKind = options.ReconstructionKind.ToString(),
            ReconstructionErrorColumn = options.ReconstructionErrorColumnName,
            ElboColumn = options.ElboColumnName,
            ScoreColumn = options.ScoreColumnName,
            PredictedLabelColumn = options.PredictedLabelColumnName,
            Threshold = float.IsFinite(options.Threshold) ? options.Threshold : null,
            Likelihood = options.Likelihood.ToString(),
            Deviation = options.Deviation,
            Draws = options.Draws,
            BatchSize = options.BatchSize,
            Device = options.Device,
            Threads = options.Threads,
            History = transformer.History?.ToJson(),
            EncoderLength = saved[0].Length,
            EncoderSha256 = saved[0].Sha256,
            DecoderLength = saved[1].Length,
            DecoderSha256 = saved[1].Sha256,
        };
    }

    public byte[] ToJson() => HeaderJson.Write(this);

    /// <exception cref="FormatException">The bytes are not a header of this version.</exception>
    public static VaeHeader FromJson(ReadOnlySpan<byte> json)
    {
        VaeHeader? header = HeaderJson.Read<VaeHeader>(json);
        return header is { Version: >= 1 and <= CurrentVersion }
            ? header
            : throw new FormatException($"its header has version {header?.Version}; this MlNetDeep reads {CurrentVersion}");
    }

    /// <exception cref="FormatException">The kind or the likelihood cannot be read.</exception>
    public VaeTransformerOptions ToOptions() => new()
    {
        InputColumnName = InputColumn,
        LatentColumnName = LatentColumn,
        LogVarianceColumnName = LogVarianceColumn,
        ReconstructionColumnName = ReconstructionColumn,
        ReconstructionKind = Enum.TryParse(ReconstructionKind, out GeneratedImageKind kind)
            ? kind
            : throw new FormatException($"the kind of reconstruction '{ReconstructionKind}' is unknown"),
        ReconstructionErrorColumnName = ReconstructionErrorColumn,
        ElboColumnName = ElboColumn,
        ScoreColumnName = ScoreColumn,
        PredictedLabelColumnName = PredictedLabelColumn,
        Threshold = Threshold ?? float.PositiveInfinity,
        Likelihood = Enum.TryParse(Likelihood, out VaeLikelihood likelihood)
            ? likelihood
            : throw new FormatException($"the likelihood '{Likelihood}' is unknown"),
        Deviation = Deviation,
        Draws = Draws,
        BatchSize = BatchSize,
        Device = Device,
        Threads = Threads,
    };

    /// <exception cref="FormatException">The history cannot be read.</exception>
    public TrainingHistory? ToHistory() => History is null ? null : TrainingHistory.FromJson(History);
}
