using System.Runtime.InteropServices;

namespace MlNetDeep.Estimators.Data;

/// <summary>Rows in memory, as compact as they came: bytes stay bytes.</summary>
internal sealed class RowStore
{
    private const int ChunkBytes = 16 << 20;

    private readonly int _pixelBytes;
    private readonly int _labelWidth;
    private readonly int _rowsPerChunk;
    private readonly List<byte[]> _chunks = [];
    private readonly List<double> _labels = [];
    private readonly List<float> _weights = [];
    private readonly List<long> _indices = [];

    public RowStore(RowLayout layout)
    {
        _pixelBytes = layout.PixelBytes;
        _labelWidth = layout.LabelWidth;
        _rowsPerChunk = Math.Max(1, ChunkBytes / _pixelBytes);
    }

    public int Count { get; private set; }

    /// <summary>Adds a row and gives the memory for its pixels.</summary>
    public int Add(RowReader reader)
    {
        if (Count == _chunks.Count * _rowsPerChunk)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(checked(_rowsPerChunk * _pixelBytes)));
        }

        CollectionsMarshal.SetCount(_labels, (Count + 1) * _labelWidth);
        reader.Read(Pixels(Count), LabelOf(Count), out float weight);
        _weights.Add(weight);
        _indices.Add(reader.Index);
        return Count++;
    }

    /// <summary>Replaces a row.</summary>
    public void Replace(int row, RowReader reader)
    {
        reader.Read(Pixels(row), LabelOf(row), out float weight);
        _weights[row] = weight;
        _indices[row] = reader.Index;
    }

    public Span<byte> Pixels(int row) => _chunks[row / _rowsPerChunk].AsSpan(row % _rowsPerChunk * _pixelBytes, _pixelBytes);

    public ReadOnlySpan<double> Label(int row) => LabelOf(row);

    public float Weight(int row) => _weights[row];

    /// <summary>The row's position in the data.</summary>
    public long Index(int row) => _indices[row];

    private Span<double> LabelOf(int row) => CollectionsMarshal.AsSpan(_labels).Slice(row * _labelWidth, _labelWidth);
}
