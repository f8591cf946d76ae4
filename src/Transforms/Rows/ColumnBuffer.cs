using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Keeps the values of a column for the rows that a cursor has read ahead.</summary>
internal abstract class ColumnBuffer : IDisposable
{
    /// <summary>Creates a buffer for a column of <paramref name="input"/>.</summary>
    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column, int capacity)
    {
        Type raw = column.Type.RawType;
        Type buffer = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(Vectors<>).MakeGenericType(raw.GetGenericArguments())
            : typeof(Scalars<>).MakeGenericType(raw);
        return (ColumnBuffer)Activator.CreateInstance(buffer, input, column, capacity)!;
    }

    /// <summary>Reads the current value of the input into a slot.</summary>
    public abstract void Store(int slot);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the slot that <paramref name="slot"/> names at the time.</summary>
    public abstract Delegate CreateGetter(Func<int> slot);

    /// <summary>Disposes values that nobody has taken.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>Keeps vectors; their arrays are used again.</summary>
    private sealed class Vectors<T>(DataViewRow input, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private readonly ValueGetter<VBuffer<T>> _getter = input.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] _values = new VBuffer<T>[capacity];

        public override void Store(int slot) => _getter(ref _values[slot]);

        public override Delegate CreateGetter(Func<int> slot) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot()].CopyTo(ref value));
    }

    /// <summary>Keeps values that are not vectors. Values that must be disposed belong to whoever gets them first.</summary>
    private sealed class Scalars<T>(DataViewRow input, DataViewSchema.Column column, int capacity) : ColumnBuffer
    {
        private static readonly bool _disposable = typeof(IDisposable).IsAssignableFrom(typeof(T));

        private readonly ValueGetter<T> _getter = input.GetGetter<T>(column);
        private readonly T[] _values = new T[capacity];
        private readonly bool[] _taken = new bool[capacity];

        public override void Store(int slot)
        {
            if (_disposable)
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
            if (!_disposable)
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
}
