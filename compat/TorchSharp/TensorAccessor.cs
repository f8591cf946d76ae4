using System.Collections;

namespace TorchSharp.Utils;

public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly T* _data;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private torch.Tensor? _tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        tensor.ThrowUnlessOnCpu();
        _data = (T*)tensor.DataPointer();
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        _tensor = tensor;
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public T this[params long[] indices]
    {
        get => _data[Offset(indices)];
        set => _data[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var values = new T[Count];
        CopyTo(values.AsSpan());
        return values;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int length = Overlap(array.Length - arrayIndex, tensorIndex);
        Span<T> target = array.Slice(arrayIndex, length);
        if (_contiguous)
        {
            new Span<T>(_data + tensorIndex, length).CopyTo(target);
            return;
        }

        for (int i = 0; i < length; i++)
        {
            target[i] = _data[Offset(tensorIndex + i)];
        }
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int length = Overlap(array.Length - arrayIndex, tensorIndex);
        ReadOnlySpan<T> source = array.Slice(arrayIndex, length);
        if (_contiguous)
        {
            source.CopyTo(new Span<T>(_data + tensorIndex, length));
            return;
        }

        for (int i = 0; i < length; i++)
        {
            _data[Offset(tensorIndex + i)] = source[i];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _tensor = null;

    private int Overlap(int room, long tensorIndex)
    {
        ObjectDisposedException.ThrowIf(_tensor is null, this);
        if (tensorIndex < 0 || tensorIndex > Count)
        {
            throw new ArgumentOutOfRangeException(nameof(tensorIndex), tensorIndex, $"The tensor has {Count} elements.");
        }

        return (int)Math.Min(room, Count - tensorIndex);
    }

    private long Offset(long[] indices)
    {
        ObjectDisposedException.ThrowIf(_tensor is null, this);
        if (indices.Length == 1)
        {
            return indices[0] >= 0 && indices[0] < Count
                ? Offset(indices[0])
                : throw new IndexOutOfRangeException($"Index {indices[0]} in a tensor of {Count} elements.");
        }

        if (indices.Length != _shape.Length)
        {
            throw new IndexOutOfRangeException($"{indices.Length} indices for a tensor of {_shape.Length} dimensions.");
        }

        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _shape[i])
            {
                throw new IndexOutOfRangeException($"{indices[i]} >= {_shape[i]} in dimension {i}.");
            }

            offset += indices[i] * _strides[i];
        }

        return offset;
    }

    private long Offset(long linear)
    {
        if (_contiguous)
        {
            return linear;
        }

        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            linear = Math.DivRem(linear, _shape[i], out long index);
            offset += index * _strides[i];
        }

        return offset;
    }
}
