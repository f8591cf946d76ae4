namespace MlNetDeep.Transforms;

/// <summary>The JSON header of a saved transformer.</summary>
internal sealed record ModelHeader
{
    /// <summary>The version that this code writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; }

    public string Task { get; init; } = "";

    public string InputColumn { get; init; } = "";

    public string LabelColumn { get; init; } = "";

    public string ScoreColumn { get; init; } = "";

    public string ProbabilityColumn { get; init; } = "";

    public string PredictedLabelColumn { get; init; } = "";

    public int BatchSize { get; init; }

    public string Device { get; init; } = "";

    public int Threads { get; init; }

    /// <summary>The number of classes; 0 unless multiclass.</summary>
    public int ClassCount { get; init; }

    /// <summary>The type of the class values; absent when the classes have no names.</summary>
    public string? ClassType { get; init; }

    /// <summary>The class values as text; absent when the classes have no names.</summary>
    public string[]? ClassValues { get; init; }

    /// <summary>The training history, as JSON of its own.</summary>
    public string? History { get; init; }

    public long NetworkLength { get; init; }

    public string NetworkSha256 { get; init; } = "";

    public static ModelHeader Of(ConvNetTransformer transformer, long networkLength, string networkSha256)
    {
        ConvNetTransformerOptions options = transformer.Options;
        ClassLabels? classes = transformer.Classes;
        bool named = classes is { IsNamed: true };
        return new ModelHeader
        {
            Version = CurrentVersion,
            Task = options.Task.ToString(),
            InputColumn = options.InputColumnName,
            LabelColumn = options.LabelColumnName,
            ScoreColumn = options.ScoreColumnName,
            ProbabilityColumn = options.ProbabilityColumnName,
            PredictedLabelColumn = options.PredictedLabelColumnName,
            BatchSize = options.BatchSize,
            Device = options.Device,
            Threads = options.Threads,
            ClassCount = classes?.Count ?? 0,
            ClassType = named ? LabelType.ByRawType(classes!.ItemType!.RawType)!.Name : null,
            ClassValues = named ? [.. classes!.Texts] : null,
            History = transformer.History?.ToJson(),
            NetworkLength = networkLength,
            NetworkSha256 = networkSha256,
        };
    }

    public byte[] ToJson() => HeaderJson.Write(this);

    /// <exception cref="FormatException">The bytes are not a header of this version.</exception>
    public static ModelHeader FromJson(ReadOnlySpan<byte> json)
    {
        ModelHeader? header = HeaderJson.Read<ModelHeader>(json);
        return header switch
        {
            null => throw new FormatException("its header is empty"),
            { Version: < 1 } => throw new FormatException($"its header has version {header.Version}"),
            { Version: > CurrentVersion } => throw new FormatException(
                $"it was written by a newer MlNetDeep (header version {header.Version}; this one reads {CurrentVersion})"),
            _ => header,
        };
    }

    /// <exception cref="FormatException">The task or the classes cannot be read.</exception>
    /// <exception cref="OverflowException">A class value does not fit its type.</exception>
    public ConvNetTransformerOptions ToOptions() => new()
    {
        Task = Enum.TryParse(Task, out NetworkTask task) && Enum.IsDefined(task)
            ? task
            : throw new FormatException($"the task '{Task}' is unknown"),
        InputColumnName = InputColumn,
        LabelColumnName = LabelColumn,
        ScoreColumnName = ScoreColumn,
        ProbabilityColumnName = ProbabilityColumn,
        PredictedLabelColumnName = PredictedLabelColumn,
        BatchSize = BatchSize,
        Device = Device,
        Threads = Threads,
        Classes = task == NetworkTask.Multiclass ? ToClasses() : null,
    };

    /// <exception cref="FormatException">The history cannot be read.</exception>
    public TrainingHistory? ToHistory() => History is null ? null : TrainingHistory.FromJson(History);

    private ClassLabels ToClasses()
    {
        if (ClassCount is < 1 or > ClassLabels.MaxCount)
            throw new FormatException($"it has {ClassCount} classes");
        if (ClassType is null)
            return ClassLabels.Unnamed(ClassCount);
        LabelType type = LabelType.ByName(ClassType)
            ?? throw new FormatException($"the type '{ClassType}' of its classes is unknown");
        if (ClassValues is null || ClassValues.Length != ClassCount || Array.Exists(ClassValues, value => value is null))
            throw new FormatException($"it names {ClassValues?.Length ?? 0} of {ClassCount} classes");
        return type.Parse(ClassValues);
    }
}
