namespace MlNetDeep.Examples;

/// <summary>The command line cannot be understood; the message lists every problem.</summary>
public sealed class UsageException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems));
