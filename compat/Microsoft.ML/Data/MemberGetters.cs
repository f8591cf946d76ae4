using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Getters that take a column's value from a member of the current row object.</summary>
internal sealed class MemberGetters<TRow>(Func<TRow> current)
    where TRow : class
{
    public Delegate Create(RowTypeMap.Column column)
    {
        Type member = SchemaDefinition.TypeOf(column.Member);
        if (member == typeof(string))
            return Text(column);
        if (member == typeof(string[]))
            return TextArray(column);
        if (member.IsArray)
            return GenericCall.Invoke<Delegate>(Array<int>, member.GetElementType(), column);
        if (column.Type is VectorDataViewType vector)
            return GenericCall.Invoke<Delegate>(Vector<int>, vector.ItemType.RawType, column);
        return column.Type is KeyDataViewType
            ? GenericCall.Invoke<Delegate>(Key<uint>, member, column)
            : GenericCall.Invoke<Delegate>(Value<int>, member, column);
    }

    private Delegate Text(RowTypeMap.Column column)
    {
        Func<TRow, string> read = MemberAccess.Reader<TRow, string>(column.Member);
        return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> destination) =>
            destination = read(current()).AsMemory());
    }

    private Delegate TextArray(RowTypeMap.Column column)
    {
        Func<TRow, string[]> read = MemberAccess.Reader<TRow, string[]>(column.Member);
        return (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            ReadOnlySpan<string> values = read(current());
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, values.Length);
            for (int i = 0; i < values.Length; i++)
                editor.Values[i] = values[i].AsMemory();
            destination = editor.Commit();
        });
    }

    private Delegate Array<T>(RowTypeMap.Column column)
    {
        Func<TRow, T[]> read = MemberAccess.Reader<TRow, T[]>(column.Member);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            ReadOnlySpan<T> values = read(current());
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, values.Length);
            values.CopyTo(editor.Values);
            destination = editor.Commit();
        });
    }

    private Delegate Vector<T>(RowTypeMap.Column column)
    {
        Func<TRow, VBuffer<T>> read = MemberAccess.Reader<TRow, VBuffer<T>>(column.Member);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => read(current()).CopyTo(ref destination));
    }

    private Delegate Value<T>(RowTypeMap.Column column)
    {
        Func<TRow, T> read = MemberAccess.Reader<TRow, T>(column.Member);
        return (ValueGetter<T>)((ref T destination) => destination = read(current()));
    }

    // A member counts its key values from 0, a column from 1 with 0 as missing.
    private Delegate Key<T>(RowTypeMap.Column column)
        where T : struct
    {
        Check.State(
            typeof(T) == typeof(ulong) || typeof(T) == typeof(uint) || typeof(T) == typeof(byte),
            $"A key member must be of type ulong, uint or byte, but '{column.Member.Name}' is {typeof(T)}.");
        Func<TRow, T> read = MemberAccess.Reader<TRow, T>(column.Member);
        ulong count = ((KeyDataViewType)column.Type).Count;
        return (ValueGetter<T>)((ref T destination) =>
        {
            ulong raw = KeyNumber.ToUInt64(read(current()));
            destination = KeyNumber.FromUInt64<T>(raw < count ? raw + 1 : 0);
        });
    }
}
