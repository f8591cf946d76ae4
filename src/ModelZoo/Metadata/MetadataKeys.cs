namespace MlNetDeep;

/// <summary>The metadata entries that this library gives a meaning.</summary>
internal static class MetadataKeys
{
    public const string Labels = "labels";
    public const string Preprocessing = "preprocessing";
    public const string Frozen = "frozen";
    public const string Auxiliary = "auxiliary";
    public const string Generator = "generator";
}
