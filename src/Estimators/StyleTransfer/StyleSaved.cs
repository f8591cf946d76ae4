using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>
/// What a saved style transfer keeps of its options, besides the network and the files of the style pictures. Callbacks, the
/// console and cancellation are not saved.
/// </summary>
internal sealed record StyleSaved(
    string InputColumnName, string OutputColumnName, IReadOnlyList<string> ContentValues, IReadOnlyList<StyleLayer> StyleValues,
    IReadOnlyList<StyleSaved.Source> Styles, StyleScaling Scaling, double ContentWeight, double StyleWeight, double TotalVariationWeight,
    StyleOptimizer Optimizer, int Steps, double LearningRate, int History, StyleStart Start, int Size, StyleSide Side, int? StyleSize,
    bool KeepColor, int Seed, string Device, int Threads, long MaxPixels)
{
    private static readonly SavedKind<StyleSaved> _kind = new(
        "StyleTransfer", StyleJson.Default.StyleSaved, static (environment, saved, parts) =>
        {
            StyleTransferOptions options = saved.ToOptions(parts);
            return new StyleTransferTransformer(environment, options, StyleTransferCheck.Prepare(options));
        });

    /// <summary>Makes the kind known when this assembly is first used.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "An app that only loads a model has no other reason to call into this assembly first.")]
    internal static void Register() => LoaderRegistry.Add(_kind);

    /// <summary>Saves a transformer.</summary>
    public static void Save(StyleTransferTransformer transformer, ModelSaveContext context)
    {
        (StyleTransferOptions options, StyleModel model) = (transformer.Options, transformer.Model);
        var saved = new StyleSaved(
            options.InputColumnName, options.OutputColumnName, model.ContentValues, model.StyleValues,
            [.. model.Styles.Select(style => new Source(style.Name, style.Share))], options.Scaling, options.ContentWeight,
            options.StyleWeight, options.TotalVariationWeight, options.Optimizer, options.Steps, options.StartingRate, options.History,
            options.Start, options.Size, options.Side, options.StyleSize, options.KeepColor, options.Seed!.Value, options.Device,
            options.Threads, options.MaxPixels);
        _kind.SaveParts(
            context, saved, null,
            [
                (SavedParts.NetworkEntry, model.Network.Save),
                .. model.Styles.Select((style, i) => (NameOf(i), (Action<Stream>)(stream => stream.Write(style.File)))),
            ]);
    }

    private static string NameOf(int style) => $"Style{style}";

    private StyleTransferOptions ToOptions(SavedParts parts) => new()
    {
        Network = parts.Network(),
        Styles = [.. Styles.Select((style, i) => StylePicture.FromBytes(style.Name, style.Share, parts.Bytes(NameOf(i))))],
        InputColumnName = InputColumnName,
        OutputColumnName = OutputColumnName,
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

    /// <summary>A style picture; its bytes are an entry of their own.</summary>
    internal sealed record Source(string Name, double Share);
}

/// <summary>The JSON of a saved style transfer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StyleSaved))]
internal sealed partial class StyleJson : JsonSerializerContext;
