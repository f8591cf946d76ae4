namespace MlNetDeep.Compat.Tests.Surface;

/// <summary>Something of everything that <see cref="SurfaceListing"/> has to write.</summary>
public abstract class SurfaceSample<T>
    where T : struct
{
    public const string Label = "sample";

    private readonly int _size;

    protected SurfaceSample(int size = 3) => _size = size;

    public List<T[]> Rows { get; private set; } = [];

    public static bool operator !(SurfaceSample<T> value) => value._size == 0;

    public virtual void Add<TKey>(string name = "a", params TKey[] keys)
        where TKey : class, new()
    {
    }

    public override string ToString() => Label;

    protected abstract SurfaceSample<T> Next(in T item, out long? count);
}
