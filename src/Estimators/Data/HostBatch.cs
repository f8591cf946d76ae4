using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Data;

/// <summary>A pooled batch in host memory, pinned when it goes to a GPU.</summary>
internal sealed class HostBatch : IDisposable
{
    private readonly int _pixelBytes;
    private readonly ScalarType _labelType;
    private readonly long[] _rows;

    public HostBatch(RowLayout layout, int capacity, ScalarType labelType, bool pinned)
    {
        using DisposeScope scope = NewDisposeScope();
        _pixelBytes = layout.PixelBytes;
        _labelType = labelType;
        Tensor Allocate(long[] shape, ScalarType type)
        {
            Tensor host = zeros(shape, type);
            return scope.Detach(pinned ? host.pin_memory() : host);
        }

        Pixels = Allocate([capacity, .. layout.Image.Shape.Dimensions], layout.Image.IsBytes ? ScalarType.Byte : ScalarType.Float32);
        Labels = Allocate([capacity], labelType);
        Weights = layout.Weight is null ? null : Allocate([capacity], ScalarType.Float32);
        Capacity = capacity;
        _rows = new long[capacity];
    }

    /// <summary>Pixels, <c>[capacity, ...]</c>, bytes or floats.</summary>
    public Tensor Pixels { get; }

    /// <summary>Labels, <c>[capacity]</c>.</summary>
    public Tensor Labels { get; }

    /// <summary>Example weights, <c>[capacity]</c>, or null when all are 1.</summary>
    public Tensor? Weights { get; }

    public int Capacity { get; }

    /// <summary>Number of rows in use.</summary>
    public int Count { get; private set; }

    /// <summary>The positions in the data of the rows in use.</summary>
    public ReadOnlySpan<long> Rows => _rows.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Copies a stored row in.</summary>
    public void Add(RowStore rows, int row)
    {
        rows.Pixels(row).CopyTo(PixelsOf(Count));
        Finish(rows.Label(row), rows.Weight(row), rows.Index(row));
    }

    /// <summary>Reads a row in.</summary>
    public void Add(RowReader reader)
    {
        reader.Read(PixelsOf(Count), out double label, out float weight);
        Finish(label, weight, reader.Index);
    }

    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
        Weights?.Dispose();
    }

    private Span<byte> PixelsOf(int index) => Pixels.bytes.Slice(index * _pixelBytes, _pixelBytes);

    private void Finish(double label, float weight, long row)
    {
        _rows[Count] = row;
        Span<byte> labels = Labels.bytes;
        if (_labelType == ScalarType.Int64)
        {
            MemoryMarshal.Cast<byte, long>(labels)[Count] = (long)label;
        }
        else
        {
            MemoryMarshal.Cast<byte, float>(labels)[Count] = (float)label;
        }

        if (Weights is not null)
        {
            MemoryMarshal.Cast<byte, float>(Weights.bytes)[Count] = weight;
        }

        Count++;
    }
}
