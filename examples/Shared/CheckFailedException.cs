namespace MlNetDeep.Examples;

/// <summary>A run came to its end, but not to what it promises: accuracy too low, predictions that differ.</summary>
public sealed class CheckFailedException(string message) : Exception(message);
