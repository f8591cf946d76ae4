namespace MlNetDeep.Estimators.Features;

/// <summary>How features are computed and kept.</summary>
/// <param name="CacheFolder">Where features are kept from run to run; null keeps them in memory.</param>
/// <param name="BatchSize">Rows that the network is run for at once.</param>
/// <param name="Device">"cpu", "cuda", "cuda:1" or "auto".</param>
/// <param name="Threads">Threads that one run may use; 0 is one for a small network, otherwise one for each physical core.</param>
internal sealed record FeatureExtractorOptions(string? CacheFolder, int BatchSize, string Device, int Threads);
