using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// Features of rows that go by: mean and covariance of all of them, and the rows themselves up to a number, then a random
/// sample of that size in which every row is as likely as any other (Vitter, "Random sampling with a reservoir", 1985,
/// algorithm R).
/// </summary>
/// <remarks>
/// The moments are in double. Blocks of rows are centred on their own mean and joined as in Chan, Golub and LeVeque, "Updating
/// formulae and a pairwise algorithm for computing sample variances" (1979), which loses no digits to large means.
/// </remarks>
internal sealed class FeatureSet : IDisposable
{
    private const int BlockRows = 256;

    private readonly float[] _block;
    private readonly Random _random;
    private readonly Tensor _kept;
    private readonly Tensor _mean;
    private readonly Tensor _products;
    private int _pending;

    /// <param name="size">Features of a row.</param>
    /// <param name="capacity">How many rows are kept at most.</param>
    /// <param name="seed">Where the random numbers of the sample start.</param>
    public FeatureSet(int size, int capacity, int seed)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        _block = new float[BlockRows * size];
        _random = new Random(seed);
        // The system gives memory when it is first written to, so that a large capacity costs nothing.
        _kept = empty([capacity, size], ScalarType.Float32).DetachFromDisposeScope();
        _mean = zeros([size], ScalarType.Float64).DetachFromDisposeScope();
        _products = zeros([size, size], ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>Features of a row.</summary>
    public int Size => (int)_kept.size(1);

    /// <summary>Rows that went by.</summary>
    public long Count { get; private set; }

    /// <summary>Rows that were kept.</summary>
    public int KeptCount => (int)Math.Min(Count, _kept.size(0));

    /// <summary>The kept rows, float32 <c>[KeptCount, Size]</c>, a view; the caller disposes it.</summary>
    public Tensor Kept() => _kept.narrow(0, 0, KeptCount);

    /// <summary>The mean, float64 <c>[Size]</c>.</summary>
    public Tensor Mean => _mean;

    /// <summary>The unbiased covariance (divided by n - 1) of at least two rows, float64 <c>[Size, Size]</c>; the caller disposes it.</summary>
    public Tensor Covariance() => _products.div(S(Count - 1));

    /// <summary>The sum of the variances: the trace of <see cref="Covariance"/>.</summary>
    public double Variance()
    {
        using Tensor trace = _products.trace();
        return trace.item<double>() / (Count - 1);
    }

    /// <summary>Adds a row; <see cref="Complete"/> must follow the last one.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        row.CopyTo(_block.AsSpan(_pending * Size));
        if (++_pending == BlockRows)
        {
            Flush();
        }
    }

    /// <summary>Takes in what was added last.</summary>
    public void Complete()
    {
        if (_pending > 0)
        {
            Flush();
        }
    }

    public void Dispose()
    {
        _kept.Dispose();
        _mean.Dispose();
        _products.Dispose();
    }

    private void Flush()
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Tensor block = tensor(_block, [BlockRows, Size]).narrow(0, 0, _pending);
        Keep(block);

        Tensor rows = block.to_type(ScalarType.Float64), mean = rows.mean([0]), step = mean - _mean;
        double all = Count + _pending;
        // One row more than there are: the distance of the block's mean from that of all before.
        Tensor centred = cat([rows - mean, step.mul(S(Math.Sqrt(Count * _pending / all))).unsqueeze(0)]);
        _products.addmm_(centred.t(), centred, 1, 1);
        _mean.add_(step, S(_pending / all));
        Count += _pending;
        _pending = 0;
    }

    private void Keep(Tensor block)
    {
        int direct = (int)Math.Clamp(_kept.size(0) - Count, 0, _pending);
        if (direct > 0)
        {
            _kept.narrow(0, Count, direct).copy_(block.narrow(0, 0, direct));
        }

        // Of several rows that fall on one place the last one stays.
        var places = new Dictionary<long, long>();
        for (int row = direct; row < _pending; row++)
        {
            if (_random.NextInt64(Count + row + 1) is var place && place < _kept.size(0))
            {
                places[place] = row;
            }
        }

        if (places.Count > 0)
        {
            _kept.index_copy_(0, tensor([.. places.Keys]), block.index_select(0, tensor([.. places.Values])));
        }
    }
}
