using System.Text.Json.Serialization;

namespace MlNetDeep;

/// <summary>The JSON of everything that this assembly saves, made by the compiler so that trimmed apps can use it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    // A loss, a truncation or a threshold may be infinite or NaN.
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    // What this version does not know cannot be kept, and is not dropped in silence.
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    Converters = [typeof(ClassLabelsConverter)])]
[JsonSerializable(typeof(EntryList))]
[JsonSerializable(typeof(SavedHeader))]
[JsonSerializable(typeof(SavedClasses))]
[JsonSerializable(typeof(TrainingHistory))]
[JsonSerializable(typeof(ConvNetTransformerOptions))]
[JsonSerializable(typeof(FeaturizingOptions))]
[JsonSerializable(typeof(GeneratorOptions))]
[JsonSerializable(typeof(NetworkTransformerOptions))]
[JsonSerializable(typeof(PrepareImagesOptions))]
[JsonSerializable(typeof(VaeTransformerOptions))]
internal sealed partial class SavedJson : JsonSerializerContext;
