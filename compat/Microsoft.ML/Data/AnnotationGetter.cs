namespace Microsoft.ML.Data;

/// <summary>Getters of annotations from values at hand.</summary>
internal static class AnnotationGetter
{
    public static Delegate Of<T>(T value, DataViewType type)
    {
        // An array may be given for a vector.
        if (value is Array array && type is VectorDataViewType vector)
        {
            return Common.GenericCall.Invoke<Delegate>(OfArray<int>, vector.ItemType.RawType, array);
        }

        return (ValueGetter<T>)((ref T destination) => destination = value);
    }

    private static Delegate OfArray<TItem>(Array array)
    {
        var values = (TItem[])array;
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) =>
            VBuffer<TItem>.Copy(values, 0, ref destination, values.Length));
    }
}
