namespace Microsoft.ML.Data;

/// <summary>Copies of a column's values, to be given out later.</summary>
internal abstract class ValueSlot
{
    /// <summary>A slot for values of <paramref name="type"/>; it can refuse vectors that have not the size of their type.</summary>
    public static ValueSlot Create(DataViewType type, bool checkSize = false) => type is VectorDataViewType vector
        ? (ValueSlot)Activator.CreateInstance(typeof(VectorSlot<>).MakeGenericType(vector.ItemType.RawType), checkSize ? vector.Size : 0)
        : (ValueSlot)Activator.CreateInstance(typeof(ScalarSlot<>).MakeGenericType(type.RawType));

    /// <summary>Only primitive values and vectors of them can be kept: others may be disposed or reused by their source.</summary>
    public static bool CanHold(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    /// <summary>The view without the columns whose values cannot be kept.</summary>
    public static IDataView Cacheable(IDataView source)
    {
        DataViewSchema.Column[] kept = [.. source.Schema.Where(column => CanHold(column.Type))];
        return kept.Length == source.Schema.Count ? source : new SelectedDataView(source, new ColumnSelection(kept));
    }

    /// <summary>Makes room for <paramref name="count"/> values.</summary>
    public abstract void Resize(int count);

    public abstract Action<int> Filler(DataViewRow row, DataViewSchema.Column column);

    /// <summary>A getter of the value at the index that <paramref name="index"/> gives.</summary>
    public abstract Delegate Getter(Func<int> index);

    private abstract class SlotOf<T> : ValueSlot
    {
        private T[] _values = [];

        public override void Resize(int count) => Array.Resize(ref _values, count);

        public override Action<int> Filler(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            return index =>
            {
                get(ref _values[index]);
                Check(ref _values[index]);
            };
        }

        public override Delegate Getter(Func<int> index) =>
            (ValueGetter<T>)((ref T destination) => Copy(ref _values[index()], ref destination));

        protected abstract void Copy(ref T source, ref T destination);

        protected virtual void Check(ref T value)
        {
        }
    }

    private sealed class ScalarSlot<T> : SlotOf<T>
    {
        protected override void Copy(ref T source, ref T destination) => destination = source;
    }

    private sealed class VectorSlot<T>(int size) : SlotOf<VBuffer<T>>
    {
        protected override void Copy(ref VBuffer<T> source, ref VBuffer<T> destination) => source.CopyTo(ref destination);

        protected override void Check(ref VBuffer<T> value)
        {
            if (size != 0 && value.Length != size)
                Common.Check.State(false, $"Caching expected a vector of size {size}, but one of size {value.Length} came.");
        }
    }
}
