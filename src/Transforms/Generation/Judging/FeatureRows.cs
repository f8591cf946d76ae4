namespace MlNetDeep.Transforms;

/// <summary>Rows of features in memory, as floats in blocks, so that no array is too large.</summary>
internal sealed class FeatureRows
{
    private const int BlockRows = 1024;

    private readonly List<float[]> _blocks;
    private readonly int[]? _subset;
    private double[]? _squares;

    /// <summary>Creates an empty set.</summary>
    /// <param name="size">Values of a row.</param>
    public FeatureRows(int size)
        : this(size, [], null)
    {
    }

    private FeatureRows(int size, List<float[]> blocks, int[]? subset)
    {
        Size = size;
        _blocks = blocks;
        _subset = subset;
        Count = subset?.Length ?? 0;
    }

    /// <summary>Values of a row.</summary>
    public int Size { get; }

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>A row.</summary>
    public Span<float> this[int row]
    {
        get
        {
            int place = _subset?[row] ?? row;
            return _blocks[place / BlockRows].AsSpan(place % BlockRows * Size, Size);
        }
    }

    /// <summary>Adds a row at the end.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        if (Count == _blocks.Count * BlockRows)
            _blocks.Add(new float[BlockRows * Size]);
        values.CopyTo(this[Count++]);
    }

    /// <summary>Some of the rows, which are shared and not copied.</summary>
    public FeatureRows Subset(int[] rows) => new(Size, _blocks, rows);

    /// <summary>Writes rows as doubles, one after the other.</summary>
    public void CopyTo(Span<double> destination, int start, int count)
    {
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> values = this[start + row];
            Span<double> target = destination.Slice(row * Size, Size);
            for (int i = 0; i < values.Length; i++)
                target[i] = values[i];
        }
    }

    /// <summary>The squared length of each row, to the last bit what a <see cref="PairSweep"/> gives for the row and itself.</summary>
    public double[] Squares()
    {
        if (_squares is not null)
            return _squares;
        var squares = new double[Count];
        var row = new double[Size];
        for (int i = 0; i < Count; i++)
        {
            CopyTo(row, i, 1);
            squares[i] = MatrixProduct.Dot(row, row);
        }

        return _squares = squares;
    }
}
