namespace MlNetDeep;

/// <summary>How far a download is.</summary>
/// <param name="FileName">The name of the file.</param>
/// <param name="Received">The bytes on this machine, those of an earlier attempt included.</param>
/// <param name="Total">The bytes of the whole file; null when nobody says.</param>
public readonly record struct DownloadProgress(string FileName, long Received, long? Total);
