using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>An output column of a concatenation, bound to an input schema.</summary>
internal sealed class Concatenation
{
    private readonly ConcatenatedColumn _column;

    public Concatenation(DataViewSchema schema, ConcatenatedColumn column)
    {
        _column = column;
        Sources = Array.ConvertAll(
            column.Inputs, input => schema.GetColumnOrNull(input.Name) ?? throw Check.MissingColumn("input", input.Name));
        DataViewType item = ItemType(Sources[0].Type);
        long size = 0;
        bool variable = false;
        foreach (DataViewSchema.Column source in Sources)
        {
            if (!ItemType(source.Type).Equals(item))
                throw Check.WrongColumn("input", source.Name, item.ToString(), source.Type.ToString());
            int count = Size(source.Type);
            variable |= count == 0;
            size += count;
        }

        Check.State(variable || size <= int.MaxValue, $"The column '{column.Name}' would have {size} slots.");
        Output = Sources.Length == 1 && Sources[0].Type is VectorDataViewType
            ? new DataViewSchema.DetachedColumn(column.Name, Sources[0].Type, Sources[0].Annotations)
            : new DataViewSchema.DetachedColumn(
                column.Name,
                new VectorDataViewType((PrimitiveDataViewType)item, variable ? 0 : (int)size),
                Annotations(item, variable ? 0 : (int)size));
    }

    public DataViewSchema.Column[] Sources { get; }

    public DataViewSchema.DetachedColumn Output { get; }

    public Delegate CreateGetter(DataViewRow input) =>
        Sources.Length == 1 && Sources[0].Type is VectorDataViewType
            ? ActiveColumns.GetterOf(input, Sources[0])
            : GenericCall.Invoke<Delegate>(MakeGetter<int>, ItemType(Sources[0].Type).RawType, input);

    private static InvalidOperationException WrongLength(string name, int expected, int actual) =>
        Check.Mark(new InvalidOperationException($"Column '{name}': expected {expected} slots, but got {actual}"));

    private static DataViewType ItemType(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    private static int Size(DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    private static bool HasRanges(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.CategoricalSlotRanges)?.Type is VectorDataViewType
        {
            Size: > 0,
            ItemType: NumberDataViewType,
        };

    private DataViewSchema.Annotations Annotations(DataViewType item, int size)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (item is NumberDataViewType && Array.TrueForAll(Sources, source => source.IsNormalized()))
            builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        if (size > 0 && Array.Exists(Sources, source => source.Type is not VectorDataViewType || source.HasSlotNames()))
        {
            builder.Add<VBuffer<ReadOnlyMemory<char>>>(
                AnnotationKinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, size), SlotNames);
        }

        if (size > 0 && Array.Exists(Sources, HasRanges))
        {
            int[] ranges = Ranges();
            builder.Add(
                AnnotationKinds.CategoricalSlotRanges,
                new VectorDataViewType(NumberDataViewType.Int32, ranges.Length / 2, 2),
                (ref VBuffer<int> destination) => VBuffer<int>.Copy(ranges, 0, ref destination, ranges.Length));
        }

        return builder.ToAnnotations();
    }

    // Sparse while fewer than half of the slots have a name, as ML.NET writes it to a model's schema.
    private void SlotNames(ref VBuffer<ReadOnlyMemory<char>> destination)
    {
        List<KeyValuePair<int, ReadOnlyMemory<char>>> named = NamedSlots();
        int size = ((VectorDataViewType)Output.Type).Size;
        bool dense = named.Count >= size / 2;
        VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, size, dense ? size : named.Count);
        if (dense)
            editor.Values.Clear();
        for (int i = 0; i < named.Count; i++)
        {
            editor.Values[dense ? named[i].Key : i] = named[i].Value;
            if (!dense)
                editor.Indices[i] = named[i].Key;
        }

        destination = editor.Commit();
    }

    private List<KeyValuePair<int, ReadOnlyMemory<char>>> NamedSlots()
    {
        var named = new List<KeyValuePair<int, ReadOnlyMemory<char>>>();
        int slot = 0;
        for (int i = 0; i < Sources.Length; i++)
        {
            string alias = _column.Inputs[i].Alias;
            string prefix = alias ?? Sources[i].Name;
            if (Sources[i].Type is not VectorDataViewType vector)
            {
                named.Add(new(slot++, prefix.AsMemory()));
                continue;
            }

            if (Sources[i].HasSlotNames())
            {
                VBuffer<ReadOnlyMemory<char>> names = default;
                Sources[i].GetSlotNames(ref names);
                foreach (KeyValuePair<int, ReadOnlyMemory<char>> name in names.Items())
                {
                    if (!name.Value.IsEmpty)
                        named.Add(new(slot + name.Key, alias == Sources[i].Name ? name.Value : $"{prefix}.{name.Value}".AsMemory()));
                }
            }

            slot += vector.Size;
        }

        return named;
    }

    private int[] Ranges()
    {
        var all = new List<int>();
        int slot = 0;
        foreach (DataViewSchema.Column source in Sources)
        {
            if (HasRanges(source))
            {
                VBuffer<int> ranges = default;
                source.Annotations.GetValue(AnnotationKinds.CategoricalSlotRanges, ref ranges);
                foreach (int bound in ranges.DenseValues())
                    all.Add(bound + slot);
            }

            slot += Size(source.Type);
        }

        return [.. all];
    }

    private Delegate MakeGetter<T>(DataViewRow input)
    {
        var scalars = new ValueGetter<T>[Sources.Length];
        var vectors = new ValueGetter<VBuffer<T>>[Sources.Length];
        var buffers = new VBuffer<T>[Sources.Length];
        for (int i = 0; i < Sources.Length; i++)
        {
            if (Sources[i].Type is VectorDataViewType)
                vectors[i] = input.GetGetter<VBuffer<T>>(Sources[i]);
            else
                scalars[i] = input.GetGetter<T>(Sources[i]);
        }

        int[] sizes = Array.ConvertAll(Sources, source => Size(source.Type));
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            int length = 0;
            int count = 0;
            for (int i = 0; i < sizes.Length; i++)
            {
                if (vectors[i] == null)
                {
                    length++;
                    count++;
                    continue;
                }

                vectors[i](ref buffers[i]);
                if (sizes[i] != 0 && sizes[i] != buffers[i].Length)
                    throw WrongLength(Sources[i].Name, sizes[i], buffers[i].Length);
                length = checked(length + buffers[i].Length);
                count += buffers[i].GetValues().Length;
            }

            if (count <= length / 2)
                Sparse(ref destination, length, count);
            else
                Dense(ref destination, length);
        });

        void Dense(ref VBuffer<T> destination, int length)
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
            int slot = 0;
            for (int i = 0; i < sizes.Length; i++)
            {
                if (vectors[i] == null)
                {
                    scalars[i](ref editor.Values[slot++]);
                    continue;
                }

                buffers[i].CopyTo(editor.Values, slot);
                slot += buffers[i].Length;
            }

            destination = editor.Commit();
        }

        void Sparse(ref VBuffer<T> destination, int length, int count)
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
            int slot = 0;
            int next = 0;
            for (int i = 0; i < sizes.Length; i++)
            {
                if (vectors[i] == null)
                {
                    scalars[i](ref editor.Values[next]);
                    editor.Indices[next++] = slot++;
                    continue;
                }

                ReadOnlySpan<T> values = buffers[i].GetValues();
                ReadOnlySpan<int> indices = buffers[i].GetIndices();
                for (int j = 0; j < values.Length; j++)
                {
                    editor.Values[next] = values[j];
                    editor.Indices[next++] = slot + (indices.IsEmpty ? j : indices[j]);
                }

                slot += buffers[i].Length;
            }

            destination = editor.Commit();
        }
    }
}
