using System.Collections.Concurrent;

namespace MlNetDeep.Estimators.Data;

/// <summary>Fills pooled batches row by row and hands over the full ones.</summary>
internal sealed class BatchWriter(
    BlockingCollection<HostBatch> free, BlockingCollection<HostBatch> filled, int batchSize, CancellationToken cancellation)
{
    private HostBatch? _batch;

    /// <summary>Rows still to be left out, because an earlier part of the run has used them.</summary>
    public long Skip { get; set; }

    public void Add(RowStore rows, int row)
    {
        if (Next() is { } batch)
        {
            batch.Add(rows, row);
            HandOver(full: batch.Count == batchSize);
        }
    }

    public void Add(RowReader reader)
    {
        if (Next() is { } batch)
        {
            batch.Add(reader);
            HandOver(full: batch.Count == batchSize);
        }
    }

    /// <summary>Hands over the last, smaller batch.</summary>
    public void Finish() => HandOver(full: _batch is { Count: > 0 });

    private HostBatch? Next()
    {
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

    private void HandOver(bool full)
    {
        if (full)
        {
            filled.Add(_batch!, cancellation);
            _batch = null;
        }
    }
}
