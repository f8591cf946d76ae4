using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Data;

/// <summary>A pooled batch in host memory, pinned when it goes to a GPU.</summary>
internal sealed class HostBatch : IDisposable
{
    private readonly int _imageBytes;
    private readonly byte[] _row;
    private readonly double[] _label;
    private readonly ScalarType _labelType;
    private readonly long[] _rows;

    public HostBatch(RowLayout layout, int capacity, ScalarType labelType, bool pinned)
    {
        using DisposeScope scope = NewDisposeScope();
        _imageBytes = layout.ImageBytes;
        _row = new byte[layout.Others.Count == 0 ? 0 : layout.PixelBytes];
        _label = new double[layout.LabelWidth];
        _labelType = labelType;
        Tensor Allocate(long[] shape, ScalarType type)
        {
            Tensor host = zeros(shape, type);
            return scope.Detach(pinned ? host.pin_memory() : host);
        }

        Pixels = Allocate([capacity, .. layout.Image.Shape.Dimensions], layout.Image.IsBytes ? ScalarType.Byte : ScalarType.Float32);
        Others = [.. layout.Others.Select(other => Allocate([capacity, .. other.Shape.Dimensions], ScalarType.Float32))];
        Labels = Allocate([capacity, .. layout.LabelShape], labelType);
        Weights = layout.Weight is null ? null : Allocate([capacity], ScalarType.Float32);
        Capacity = capacity;
        _rows = new long[capacity];
    }

    /// <summary>Pixels, <c>[capacity, ...]</c>, bytes or floats.</summary>
    public Tensor Pixels { get; }

    /// <summary>The network's inputs beside the image, <c>[capacity, ...]</c>, floats.</summary>
    public IReadOnlyList<Tensor> Others { get; }

    /// <summary>Labels, <c>[capacity]</c>, or <c>[capacity, width]</c> where each is a vector.</summary>
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
        Split(rows.Pixels(row));
        Finish(rows.Label(row), rows.Weight(row), rows.Index(row));
    }

    /// <summary>Reads a row in.</summary>
    public void Add(RowReader reader)
    {
        reader.Read(_row.Length == 0 ? PixelsOf(Count) : _row, _label, out float weight);
        if (_row.Length > 0)
        {
            Split(_row);
        }

        Finish(_label, weight, reader.Index);
    }

    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
        foreach (Tensor other in Others)
        {
            other.Dispose();
        }

        Weights?.Dispose();
    }

    private Span<byte> PixelsOf(int index) => Pixels.bytes.Slice(index * _imageBytes, _imageBytes);

    private void Split(ReadOnlySpan<byte> row)
    {
        row[.._imageBytes].CopyTo(PixelsOf(Count));
        int at = _imageBytes;
        foreach (Tensor other in Others)
        {
            Span<byte> bytes = other.bytes;
            int size = bytes.Length / Capacity;
            row.Slice(at, size).CopyTo(bytes[(Count * size)..]);
            at += size;
        }
    }

    private void Finish(ReadOnlySpan<double> label, float weight, long row)
    {
        _rows[Count] = row;
        Span<byte> labels = Labels.bytes;
        if (_labelType == ScalarType.Int64)
        {
            MemoryMarshal.Cast<byte, long>(labels)[Count] = (long)label[0];
        }
        else
        {
            Span<float> values = MemoryMarshal.Cast<byte, float>(labels)[(Count * label.Length)..];
            for (int i = 0; i < label.Length; i++)
            {
                values[i] = (float)label[i];
            }
        }

        if (Weights is not null)
        {
            MemoryMarshal.Cast<byte, float>(Weights.bytes)[Count] = weight;
        }

        Count++;
    }
}
