namespace MlNetDeep.Transforms;

/// <summary>
/// Mean and covariance of rows that go by, in double. Blocks of rows are centred on their own mean and joined as in Chan,
/// Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979), which loses no
/// digits to large means. Memory: one matrix of size * size values.
/// </summary>
internal sealed class FeatureMoments
{
    private const int BlockRows = 256;

    private readonly ParallelOptions _parallel;
    private readonly float[] _block;
    private readonly double[] _centred;
    private readonly double[] _blockMean;
    private readonly double[] _products;
    private int _pending;
    private bool _isComplete;

    public FeatureMoments(int size, ParallelOptions parallel)
    {
        _parallel = parallel;
        Size = size;
        Mean = new double[size];
        _blockMean = new double[size];
        _block = new float[BlockRows * size];
        // One column more than rows: the distance of the block's mean from that of all before.
        _centred = new double[(BlockRows + 1) * size];
        _products = new double[(long)size * size];
    }

    /// <summary>Values of a row.</summary>
    public int Size { get; }

    /// <summary>Rows so far, after <see cref="Complete"/> all of them.</summary>
    public long Count { get; private set; }

    /// <summary>The mean.</summary>
    public double[] Mean { get; }

    /// <summary>The trace of the covariance; valid after <see cref="Complete"/>.</summary>
    public double Variance { get; private set; }

    /// <summary>The unbiased covariance (divided by n - 1), row by row; valid after <see cref="Complete"/>.</summary>
    public double[] Covariance => _isComplete ? _products : throw new InvalidOperationException("Rows are still being added.");

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        row.CopyTo(_block.AsSpan(_pending * Size));
        if (++_pending == BlockRows)
            Flush();
    }

    /// <summary>Adds nothing more, and computes the covariance of at least two rows.</summary>
    public void Complete()
    {
        Flush();
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = _products[(long)i * Size + j] / (Count - 1);
                _products[(long)i * Size + j] = value;
                _products[(long)j * Size + i] = value;
            }

            Variance += _products[(long)i * Size + i];
        }

        _isComplete = true;
    }

    private void Flush()
    {
        if (_pending == 0)
            return;
        Array.Clear(_blockMean);
        for (int row = 0; row < _pending; row++)
        {
            ReadOnlySpan<float> values = _block.AsSpan(row * Size, Size);
            for (int i = 0; i < values.Length; i++)
                _blockMean[i] += values[i];
        }

        int length = _pending + 1;
        double weight = Math.Sqrt((double)Count * _pending / (Count + _pending));
        for (int i = 0; i < Size; i++)
        {
            double mean = _blockMean[i] / _pending, step = mean - Mean[i];
            Span<double> centred = _centred.AsSpan(i * length, length);
            for (int row = 0; row < _pending; row++)
                centred[row] = _block[row * Size + i] - mean;
            centred[_pending] = weight * step;
            Mean[i] += step * _pending / (Count + _pending);
        }

        MatrixProduct.Multiply(_centred, Size, _centred, Size, length, _products, _parallel, lowerOnly: true, add: true);
        Count += _pending;
        _pending = 0;
    }
}
