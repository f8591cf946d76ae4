using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>
/// The number of vectors; their common length, or 0 and the length of each; how many values each one has (-1: it is
/// dense); all indices; all values.
/// </summary>
internal sealed class VectorCodec<T>(VectorDataViewType type, ValueCodec<T> item) : ValueCodec<VBuffer<T>>("VBuffer", type)
{
    private int Size => ((VectorDataViewType)Type).Size;

    public override void Write(BinaryWriter writer, ReadOnlySpan<VBuffer<T>> values)
    {
        writer.Write(values.Length);
        int common = values.Length == 0 ? Size : values[0].Length;
        foreach (VBuffer<T> value in values)
        {
            Check.State(Size == 0 || value.Length == Size, $"Length mismatch: expected {Size} slots but got {value.Length}");
            if (value.Length != common)
                common = 0;
        }

        writer.Write(common);
        var indices = new List<int>();
        var all = new List<T>();
        foreach (VBuffer<T> value in values)
        {
            if (common == 0)
                writer.Write(value.Length);
        }

        foreach (VBuffer<T> value in values)
        {
            writer.Write(value.IsDense ? -1 : value.GetValues().Length);
            indices.AddRange(value.GetIndices());
            all.AddRange(value.GetValues());
        }

        writer.Write(indices.Count);
        foreach (int index in indices)
            writer.Write(index);
        item.Write(writer, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all));
    }

    public override VBuffer<T>[] Read(BinaryReader reader, int count)
    {
        Check.Decode(reader.ReadInt32() == count, "The model file has another number of vectors than it says.");
        int common = reader.ReadInt32();
        Check.Decode(Size > 0 ? common == Size : common >= 0, "A vector in the model file has the wrong length.");
        int[] lengths = common > 0 ? [.. Enumerable.Repeat(common, count)] : ReadInts(reader, count);
        int[] counts = ReadInts(reader, count);
        int[] indices = ReadInts(reader, reader.ReadInt32());
        long total = 0;
        int used = 0;
        for (int i = 0; i < count; i++)
        {
            Check.Decode(lengths[i] >= 0 && counts[i] >= -1 && counts[i] <= lengths[i], "A vector in the model file has the wrong length.");
            total += counts[i] < 0 ? lengths[i] : counts[i];
            for (int j = 0, previous = -1; j < counts[i]; j++)
            {
                Check.Decode(used < indices.Length && indices[used] > previous && indices[used] < lengths[i], "A vector in the model file has wrong indices.");
                previous = indices[used++];
            }
        }

        Check.Decode(total <= int.MaxValue && used == indices.Length, "The vectors of the model file have the wrong number of values.");
        T[] values = item.Read(reader, (int)total);
        return Split(values, indices, lengths, counts);
    }

    protected override void WriteParameters(BinaryWriter writer)
    {
        item.WriteDefinition(writer);
        var vector = (VectorDataViewType)Type;
        writer.Write(vector.Dimensions.Length);
        foreach (int dimension in vector.Dimensions)
            writer.Write(dimension);
    }

    protected override ValueGetter<VBuffer<T>> Getter(VBuffer<T> value) =>
        (ref VBuffer<T> destination) => value.CopyTo(ref destination);

    private static VBuffer<T>[] Split(T[] values, int[] indices, int[] lengths, int[] counts)
    {
        var vectors = new VBuffer<T>[lengths.Length];
        int value = 0;
        int index = 0;
        for (int i = 0; i < vectors.Length; i++)
        {
            int length = counts[i] < 0 ? lengths[i] : counts[i];
            T[] part = values[value..(value + length)];
            value += length;
            if (counts[i] < 0)
            {
                vectors[i] = new VBuffer<T>(lengths[i], part);
                continue;
            }

            vectors[i] = new VBuffer<T>(lengths[i], length, part, indices[index..(index + length)]);
            index += length;
        }

        return vectors;
    }

    private static int[] ReadInts(BinaryReader reader, int count)
    {
        CheckRemaining(reader, count, sizeof(int));
        int[] values = new int[count];
        for (int i = 0; i < count; i++)
            values[i] = reader.ReadInt32();
        return values;
    }
}
