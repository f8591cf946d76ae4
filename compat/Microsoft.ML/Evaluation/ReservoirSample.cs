namespace Microsoft.ML.Evaluation;

/// <summary>
/// Keeps a uniform sample of at most <paramref name="capacity"/> of the items that pass by, without replacement and in
/// one pass. Up to that many, it keeps all, in order.
/// </summary>
internal sealed class ReservoirSample<T>(Random random, int capacity)
{
    private readonly List<T> _items = [];
    private long _seen;

    public IReadOnlyList<T> Items => _items;

    public void Add(T item)
    {
        _seen++;
        if (_seen <= capacity)
        {
            _items.Add(item);
        }
        else if (random.NextDouble() * _seen < capacity)
        {
            _items[random.Next(capacity)] = item;
        }
    }
}
