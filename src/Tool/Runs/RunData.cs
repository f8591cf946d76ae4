namespace MlNetDeep.Tool.Runs;

/// <summary>Where a run's lists of images start from.</summary>
internal sealed record RunData(string Root);
