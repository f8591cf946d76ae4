using Microsoft.ML;

namespace MlNetDeep.Transforms;

/// <summary>Keeps values that are not vectors. Values that must be disposed belong to whoever gets them first.</summary>
internal sealed class ScalarColumnBuffer<T>(DataViewRow input, DataViewSchema.Column column, int capacity) : ColumnBuffer
{
    private static readonly bool s_disposable = typeof(IDisposable).IsAssignableFrom(typeof(T));

    private readonly ValueGetter<T> _getter = input.GetGetter<T>(column);
    private readonly T[] _values = new T[capacity];
    private readonly bool[] _taken = new bool[capacity];

    public override void Store(int slot)
    {
        if (s_disposable)
        {
            // The producer may dispose what it is asked to overwrite, which whoever took it still uses.
            Forget(slot);
            _taken[slot] = false;
        }

        _getter(ref _values[slot]);
    }

    public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<T>)((ref T value) =>
    {
        int index = slot();
        _taken[index] = true;
        value = _values[index];
    });

    public override void Dispose()
    {
        if (!s_disposable)
            return;
        for (int slot = 0; slot < _values.Length; slot++)
            Forget(slot);
    }

    private void Forget(int slot)
    {
        if (!_taken[slot])
            (_values[slot] as IDisposable)?.Dispose();
        _values[slot] = default!;
    }
}
