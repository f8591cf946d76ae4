namespace MlNetDeep;

/// <summary>A style picture that was read: the bytes of an image file.</summary>
internal sealed record StyleSource(string Name, double Share, byte[] File);
