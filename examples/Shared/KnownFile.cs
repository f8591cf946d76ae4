namespace MlNetDeep.Examples;

/// <summary>A file whose content is known in advance.</summary>
/// <param name="Name">Its name, without .gz.</param>
/// <param name="Length">Its length in bytes, unpacked.</param>
/// <param name="Sha256">Its SHA-256 in hexadecimal digits, unpacked.</param>
public sealed record KnownFile(string Name, long Length, string Sha256);
