using System.Collections;
using System.Diagnostics;
using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>
/// A vector that is either dense (all values) or sparse (some values, with their indices in rising order; the others
/// are the default value). Its arrays are reused by whoever fills it through <see cref="VBufferEditor"/>.
/// </summary>
public readonly struct VBuffer<T> : IEnumerable
{
    public readonly int Length;

    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    public VBuffer(int length, T[] values, int[] indices = null)
    {
        Check.Param(length >= 0, nameof(length));
        Check.Param((values?.Length ?? 0) >= length, nameof(values));
        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Check.Param(length >= 0, nameof(length));
        Check.Param(0 <= count && count <= length, nameof(count));
        Check.Param((values?.Length ?? 0) >= count, nameof(values));
        Check.Param(count == length || (indices?.Length ?? 0) >= count, nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public T GetItemOrDefault(int index)
    {
        Check.Param(0 <= index && index < Length, nameof(index));
        if (IsDense)
            return _values[index];
        int slot = _count > 0 ? Array.BinarySearch(_indices, 0, _count, index) : -1;
        return slot >= 0 ? _values[slot] : default;
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Check.Param(0 <= sourceIndex && sourceIndex <= Length, nameof(sourceIndex));
        Check.Param(0 <= length && sourceIndex <= Length - length, nameof(length));
        int first = sourceIndex;
        int count = length;
        if (!IsDense)
        {
            first = FirstAtLeast(sourceIndex);
            count = FirstAtLeast(sourceIndex + length) - first;
        }

        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
        _values.AsSpan(first, count).CopyTo(editor.Values);
        if (count < length)
        {
            for (int i = 0; i < count; i++)
                editor.Indices[i] = _indices[first + i] - sourceIndex;
        }

        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Check.Param(
            0 <= destinationIndex && destinationIndex <= destination.Length - Length,
            nameof(destination),
            "Not large enough to hold these values.");
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices[i]] = _values[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int size = source?.Length ?? 0;
        Check.Param(0 <= length && length <= size, nameof(length));
        Check.Param(0 <= sourceIndex && sourceIndex <= size - length, nameof(sourceIndex));
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        int next = 0;
        for (int i = 0; i < _count; i++)
        {
            int index = IsDense ? i : _indices[i];
            for (; all && next < index; next++)
                yield return new KeyValuePair<int, T>(next, default);
            yield return new KeyValuePair<int, T>(index, _values[i]);
            next = index + 1;
        }

        for (; all && next < Length; next++)
            yield return new KeyValuePair<int, T>(next, default);
    }

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    // As in ML.NET, the whole of the values array, whatever is in use of it.
    public IEnumerator GetEnumerator() => _values.GetEnumerator();

    public override string ToString() => IsDense
        ? $"Dense vector of size {Length}"
        : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> Edit(int length, int count, int? capacity, bool keep, bool withIndices)
    {
        T[] values = _values;
        int[] indices = _indices;
        bool newValues = Grow(ref values, count, capacity, keep);
        bool newIndices = (count < length || withIndices) && Grow(ref indices, count, capacity, keep);
        return new VBufferEditor<T>(length, count, values, indices, withIndices, newValues, newIndices);
    }

    internal VBufferEditor<T> Edit() => Edit(Length, _count, null, false, false);

    private static bool Grow<TItem>(ref TItem[] array, int count, int? capacity, bool keep)
    {
        int size = array?.Length ?? 0;
        if (size >= count)
        {
            array ??= [];
            return false;
        }

        int most = Math.Max(count, capacity ?? Array.MaxLength);
        int grown = (int)Math.Min(most, Math.Max((long)count, Math.Min((long)size * 2, most)));
        if (keep && array != null)
            Array.Resize(ref array, grown);
        else
            array = new TItem[grown];
        return true;
    }

    private int FirstAtLeast(int index)
    {
        Debug.Assert(!IsDense);
        int slot = _count > 0 ? Array.BinarySearch(_indices, 0, _count, index) : 0;
        return slot < 0 ? ~slot : slot;
    }
}
