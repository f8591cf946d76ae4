using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>The JSON header of a saved generator.</summary>
internal sealed record GeneratorHeader
{
    /// <summary>The version that this code writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; }

    public string? SeedColumn { get; init; }

    public string? LatentColumn { get; init; }

    public string? LabelColumn { get; init; }

    public string? Class { get; init; }

    public string OutputColumn { get; init; } = "";

    public string OutputKind { get; init; } = "";

    public string Layout { get; init; } = "";

    /// <summary>The truncation; absent when there is none.</summary>
    public double? Truncation { get; init; }

    public int BatchSize { get; init; }

    public string Device { get; init; } = "";

    public int Threads { get; init; }

    /// <summary>The type of the class values; absent when there are no classes, or classes without names.</summary>
    public string? ClassType { get; init; }

    /// <summary>The class values as text; absent as the type is.</summary>
    public string[]? ClassValues { get; init; }

    /// <summary>The training history, as JSON of its own.</summary>
    public string? History { get; init; }

    public long NetworkLength { get; init; }

    public string NetworkSha256 { get; init; } = "";

    public long DiscriminatorLength { get; init; }

    /// <summary>Absent when there is no discriminator.</summary>
    public string? DiscriminatorSha256 { get; init; }

    /// <summary>The header of a transformer.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="saved">Length and SHA-256 of the generator, and of the discriminator if there is one.</param>
    public static GeneratorHeader Of(GeneratorTransformer transformer, IReadOnlyList<(long Length, string Sha256)> saved)
    {
        GeneratorOptions options = transformer.Options;
        ClassLabels? named = transformer.Classes is { IsNamed: true } classes ? classes : null;
        return new GeneratorHeader
        {
            Version = CurrentVersion,
            SeedColumn = options.SeedColumnName,
            LatentColumn = options.LatentColumnName,
            LabelColumn = options.LabelColumnName,
            Class = options.Class,
            OutputColumn = options.OutputColumnName,
            OutputKind = options.OutputKind.ToString(),
            Layout = options.Layout.ToString(),
            Truncation = double.IsFinite(options.Truncation) ? options.Truncation : null,
            BatchSize = options.BatchSize,
            Device = options.Device,
            Threads = options.Threads,
            ClassType = named is null ? null : LabelType.ByRawType(named.ItemType!.RawType)!.Name,
            ClassValues = named is null ? null : [.. named.Texts],
            History = transformer.History?.ToJson(),
            NetworkLength = saved[0].Length,
            NetworkSha256 = saved[0].Sha256,
            DiscriminatorLength = saved.Count > 1 ? saved[1].Length : 0,
            DiscriminatorSha256 = saved.Count > 1 ? saved[1].Sha256 : null,
        };
    }

    public byte[] ToJson() => HeaderJson.Write(this);

    /// <exception cref="FormatException">The bytes are not a header of this version.</exception>
    public static GeneratorHeader FromJson(ReadOnlySpan<byte> json)
    {
        GeneratorHeader? header = HeaderJson.Read<GeneratorHeader>(json);
        return header is { Version: >= 1 and <= CurrentVersion }
            ? header
            : throw new FormatException($"its header has version {header?.Version}; this MlNetDeep reads {CurrentVersion}");
    }

    /// <exception cref="FormatException">The kind, the layout or the classes cannot be read.</exception>
    /// <exception cref="OverflowException">A class value does not fit its type.</exception>
    public GeneratorOptions ToOptions() => new()
    {
        SeedColumnName = SeedColumn,
        LatentColumnName = LatentColumn,
        LabelColumnName = LabelColumn,
        Class = Class,
        Classes = ToClasses(),
        OutputColumnName = OutputColumn,
        OutputKind = Enum.TryParse(OutputKind, out GeneratedImageKind kind)
            ? kind
            : throw new FormatException($"the kind of output '{OutputKind}' is unknown"),
        Layout = Enum.TryParse(Layout, out PixelLayout layout)
            ? layout
            : throw new FormatException($"the layout '{Layout}' is unknown"),
        Truncation = Truncation ?? double.PositiveInfinity,
        BatchSize = BatchSize,
        Device = Device,
        Threads = Threads,
    };

    /// <exception cref="FormatException">The history cannot be read.</exception>
    public TrainingHistory? ToHistory() => History is null ? null : TrainingHistory.FromJson(History);

    private ClassLabels? ToClasses()
    {
        if (ClassType is null)
            return null;
        LabelType type = LabelType.ByName(ClassType)
            ?? throw new FormatException($"the type '{ClassType}' of its classes is unknown");
        return ClassValues is { Length: >= 1 and <= ClassLabels.MaxCount } && !Array.Exists(ClassValues, value => value is null)
            ? type.Parse(ClassValues)
            : throw new FormatException($"it names {ClassValues?.Length ?? 0} classes");
    }
}
