namespace MlNetDeep;

/// <summary>A dictionary in a pickle: its pairs in order.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Pairs { get; } = [];
}
