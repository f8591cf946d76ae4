using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>The JSON header of a saved featurizer. The network that is saved with it ends in the features.</summary>
internal sealed record FeaturizerHeader
{
    /// <summary>The version that this code writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; }

    public string OutputColumn { get; init; } = "";

    public string? InputColumn { get; init; }

    public string? Layer { get; init; }

    public string Pooling { get; init; } = "";

    public int BatchSize { get; init; }

    public string Device { get; init; } = "";

    public int Threads { get; init; }

    public long NetworkLength { get; init; }

    public string NetworkSha256 { get; init; } = "";

    public static FeaturizerHeader Of(FeaturizingOptions options, long networkLength, string networkSha256) => new()
    {
        Version = CurrentVersion,
        OutputColumn = options.OutputColumnName,
        InputColumn = options.InputColumnName,
        Layer = options.Layer,
        Pooling = options.Pooling.ToString(),
        BatchSize = options.BatchSize,
        Device = options.Device,
        Threads = options.Threads,
        NetworkLength = networkLength,
        NetworkSha256 = networkSha256,
    };

    public byte[] ToJson() => HeaderJson.Write(this);

    /// <exception cref="FormatException">The bytes are not a header of this version.</exception>
    public static FeaturizerHeader FromJson(ReadOnlySpan<byte> json)
    {
        FeaturizerHeader? header = HeaderJson.Read<FeaturizerHeader>(json);
        return header is { Version: >= 1 and <= CurrentVersion }
            ? header
            : throw new FormatException($"its header has version {header?.Version}; this MlNetDeep reads {CurrentVersion}");
    }

    /// <exception cref="FormatException">The pooling cannot be read.</exception>
    public FeaturizingOptions ToOptions() => new()
    {
        OutputColumnName = OutputColumn,
        InputColumnName = InputColumn,
        Layer = Layer,
        Pooling = Enum.TryParse(Pooling, out FeaturePooling pooling)
            ? pooling
            : throw new FormatException($"the pooling '{Pooling}' is unknown"),
        BatchSize = BatchSize,
        Device = Device,
        Threads = Threads,
    };
}
