using System.Collections.Concurrent;

namespace MlNetDeep.Estimators.Data;

/// <summary>Fills pooled batches row by row and hands over the full ones.</summary>
/// <param name="free">The pool.</param>
/// <param name="filled">Where full batches go.</param>
/// <param name="batchSize">Rows in a batch.</param>
/// <param name="largeLast">The number of rows of the epoch when the last batch takes one more; 0 otherwise.</param>
/// <param name="cancellation">Ends the waiting.</param>
internal sealed class BatchWriter(
    BlockingCollection<HostBatch> free, BlockingCollection<HostBatch> filled, int batchSize, long largeLast, CancellationToken cancellation)
{
    private HostBatch? _batch;
    private long _rows;

    /// <summary>Rows still to be left out, because an earlier part of the run has used them.</summary>
    public long Skip { get; set; }

    public void Add(RowStore rows, int row)
    {
        if (Next() is { } batch)
        {
            batch.Add(rows, row);
            HandOver(IsFull(batch));
        }
    }

    public void Add(RowReader reader)
    {
        if (Next() is { } batch)
        {
            batch.Add(reader);
            HandOver(IsFull(batch));
        }
    }

    /// <summary>Hands over the last, smaller batch.</summary>
    public void Finish() => HandOver(full: _batch is { Count: > 0 });

    private HostBatch? Next()
    {
        _rows++;
        if (Skip > 0)
        {
            Skip--;
            return null;
        }

        if (_batch is null)
        {
            _batch = free.Take(cancellation);
            _batch.Clear();
        }

        return _batch;
    }

    // A batch that would leave one row of the epoch waits for it.
    private bool IsFull(HostBatch batch) => batch.Count >= batchSize && _rows != largeLast - 1;

    private void HandOver(bool full)
    {
        if (full)
        {
            filled.Add(_batch!, cancellation);
            _batch = null;
        }
    }
}
