using System.Security.Cryptography;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>The JSON header of a saved style transfer.</summary>
internal sealed record StyleHeader
{
    /// <summary>The version that this code writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; }

    public string InputColumn { get; init; } = "";

    public string OutputColumn { get; init; } = "";

    public string[] ContentValues { get; init; } = [];

    public StyleLayer[] StyleValues { get; init; } = [];

    public SavedStyle[] Styles { get; init; } = [];

    public StyleScaling Scaling { get; init; }

    public double ContentWeight { get; init; }

    public double StyleWeight { get; init; }

    public double TotalVariationWeight { get; init; }

    public StyleOptimizer Optimizer { get; init; }

    public int Steps { get; init; }

    public double LearningRate { get; init; }

    public int History { get; init; }

    public StyleStart Start { get; init; }

    public int Size { get; init; }

    public StyleSide Side { get; init; }

    public int? StyleSize { get; init; }

    public bool KeepColor { get; init; }

    public int Seed { get; init; }

    public string Device { get; init; } = "";

    public int Threads { get; init; }

    public long MaxPixels { get; init; }

    public long NetworkLength { get; init; }

    public string NetworkSha256 { get; init; } = "";

    public static StyleHeader Of(StyleTransferOptions options, StyleModel model, long networkLength, string networkSha256) => new()
    {
        Version = CurrentVersion,
        InputColumn = options.InputColumnName,
        OutputColumn = options.OutputColumnName,
        ContentValues = [.. model.ContentValues],
        StyleValues = [.. model.StyleValues],
        Styles = [.. model.Styles.Select(style => new SavedStyle(style.Name, style.Share, style.File.Length, Convert.ToHexString(SHA256.HashData(style.File))))],
        Scaling = options.Scaling,
        ContentWeight = options.ContentWeight,
        StyleWeight = options.StyleWeight,
        TotalVariationWeight = options.TotalVariationWeight,
        Optimizer = options.Optimizer,
        Steps = options.Steps,
        LearningRate = options.LearningRate,
        History = options.History,
        Start = options.Start,
        Size = options.Size,
        Side = options.Side,
        StyleSize = options.StyleSize,
        KeepColor = options.KeepColor,
        Seed = options.Seed!.Value,
        Device = options.Device,
        Threads = options.Threads,
        MaxPixels = options.MaxPixels,
        NetworkLength = networkLength,
        NetworkSha256 = networkSha256,
    };

    public byte[] ToJson() => HeaderJson.Write(this);

    /// <exception cref="FormatException">The bytes are not a header of this version.</exception>
    public static StyleHeader FromJson(ReadOnlySpan<byte> json)
    {
        StyleHeader? header = HeaderJson.Read<StyleHeader>(json);
        return header is { Version: >= 1 and <= CurrentVersion, ContentValues: not null, StyleValues: [_, ..], Styles: [_, ..] }
            ? header
            : throw new FormatException($"its header has version {header?.Version} and may lack layers or styles; this MlNetDeep reads version {CurrentVersion}");
    }

    /// <summary>The options that the model was saved with; callbacks and the console stay silent.</summary>
    public StyleTransferOptions ToOptions(Network network, IReadOnlyList<StyleSource> styles) => new()
    {
        Network = network,
        Styles = [.. styles.Select(style => StylePicture.FromBytes(style.Name, style.Share, style.File))],
        InputColumnName = InputColumn,
        OutputColumnName = OutputColumn,
        ContentLayers = ContentValues,
        StyleLayers = StyleValues,
        Scaling = Scaling,
        ContentWeight = ContentWeight,
        StyleWeight = StyleWeight,
        TotalVariationWeight = TotalVariationWeight,
        Optimizer = Optimizer,
        Steps = Steps,
        LearningRate = LearningRate,
        History = History,
        Start = Start,
        Size = Size,
        Side = Side,
        StyleSize = StyleSize,
        KeepColor = KeepColor,
        Seed = Seed,
        Device = Device,
        Threads = Threads,
        MaxPixels = MaxPixels,
        Progress = ProgressOutput.None,
    };

    /// <summary>A style picture in a saved model; its bytes are an entry of their own.</summary>
    public sealed record SavedStyle(string Name, double Share, long Length, string Sha256);
}
