using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Fills an object's members with the values of a row.</summary>
internal sealed class RowFiller<TRow>
    where TRow : class
{
    private readonly (RowTypeMap.Column Member, DataViewSchema.Column Column)[] _bound;

    public RowFiller(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        RowTypeMap map = RowTypeMap.Create(typeof(TRow), definition, SchemaDefinition.Direction.Write);
        var bound = new List<(RowTypeMap.Column Member, DataViewSchema.Column Column)>();
        foreach (RowTypeMap.Column member in map.Columns)
        {
            if (schema.GetColumnOrNull(member.Name) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw Check.MissingColumn("", member.Name);
            }

            Type item = SchemaDefinition.ItemType(member.Member, out bool isVector);
            DataViewType columnItem = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
            Check.State(
                isVector == column.Type is VectorDataViewType && columnItem.RawType == item,
                $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{member.Member.Name}' of type '{SchemaDefinition.TypeOf(member.Member).FullName}'.");
            bound.Add((member, column));
        }

        _bound = [.. bound];
    }

    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(pair => pair.Column);

    /// <summary>One setter for each member that the row has a column for.</summary>
    public Action<TRow>[] Bind(DataViewRow row) => Array.ConvertAll(_bound, pair => Setter(row, pair.Member, pair.Column));

    private static Action<TRow> Setter(DataViewRow row, RowTypeMap.Column member, DataViewSchema.Column column)
    {
        Type type = SchemaDefinition.TypeOf(member.Member);
        if (type == typeof(string))
            return Text(row, member, column);
        if (type == typeof(string[]))
            return TextArray(row, member, column);
        if (type.IsArray)
            return GenericCall.Invoke<Action<TRow>>(ArrayOf<int>, type.GetElementType(), row, member, column);
        return column.Type is VectorDataViewType vector
            ? GenericCall.Invoke<Action<TRow>>(VectorOf<int>, vector.ItemType.RawType, row, member, column)
            : GenericCall.Invoke<Action<TRow>>(ValueOf<int>, type, row, member, column);
    }

    private static Action<TRow, T> Writer<T>(RowTypeMap.Column member) =>
        MemberAccess.Writer<TRow, T>(member.Member)
        ?? throw Check.BadParam("userSchemaDefinition", $"The member '{member.Member.Name}' of {typeof(TRow)} cannot be written.");

    private static Action<TRow> Text(DataViewRow row, RowTypeMap.Column member, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(column);
        Action<TRow, string> write = Writer<string>(member);
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            get(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> ValueOf<T>(DataViewRow row, RowTypeMap.Column member, DataViewSchema.Column column)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        Action<TRow, T> write = Writer<T>(member);
        T value = default;
        return target =>
        {
            get(ref value);
            write(target, value);
        };
    }

    // What the object already holds is reused when it fits; null fits an empty vector.
    private static Action<TRow> TextArray(DataViewRow row, RowTypeMap.Column member, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        Func<TRow, string[]> read = MemberAccess.Reader<TRow, string[]>(member.Member);
        Action<TRow, string[]> write = Writer<string[]>(member);
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            get(ref value);
            string[] texts = read(target);
            if ((texts?.Length ?? 0) != value.Length)
                texts = new string[value.Length];
            foreach (KeyValuePair<int, ReadOnlyMemory<char>> item in value.Items(all: true))
                texts[item.Key] = item.Value.ToString();
            write(target, texts);
        };
    }

    private static Action<TRow> ArrayOf<T>(DataViewRow row, RowTypeMap.Column member, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
        Func<TRow, T[]> read = MemberAccess.Reader<TRow, T[]>(member.Member);
        Action<TRow, T[]> write = Writer<T[]>(member);
        VBuffer<T> value = default;
        return target =>
        {
            T[] values = read(target);
            get(ref value);
            if ((values?.Length ?? 0) != value.Length)
                values = new T[value.Length];
            if (values != null)
                value.CopyTo(values);
            write(target, values);
        };
    }

    private static Action<TRow> VectorOf<T>(DataViewRow row, RowTypeMap.Column member, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
        Func<TRow, VBuffer<T>> read = MemberAccess.Reader<TRow, VBuffer<T>>(member.Member);
        Action<TRow, VBuffer<T>> write = Writer<VBuffer<T>>(member);
        return target =>
        {
            VBuffer<T> value = read(target);
            get(ref value);
            write(target, value);
        };
    }
}
