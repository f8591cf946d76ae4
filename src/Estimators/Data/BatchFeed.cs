using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.ML;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Data;

/// <summary>
/// Turns the rows of a data view into batches: a background thread reads a bounded number of batches ahead into pooled
/// buffers, so that memory does not grow with the number of rows.
/// </summary>
internal sealed class BatchFeed : IDisposable
{
    private const ulong ShufflePurpose = 0x5u;

    private readonly IDataView _data;
    private readonly RowLayout _layout;
    private readonly FeedOptions _options;
    private readonly HostBatch[] _pool;
    private readonly RowStore? _rows;

    /// <summary>Opens a feed; with rows kept in memory it reads them now.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="layout">The columns to read.</param>
    /// <param name="options">How rows become batches.</param>
    /// <param name="rows">The number of rows that pass the filter, at least 1; see <see cref="CountRows"/>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public BatchFeed(IDataView data, RowLayout layout, FeedOptions options, long rows, CancellationToken cancellation)
    {
        _data = data;
        _layout = layout;
        _options = options;
        RowCount = rows;
        _rows = options.InMemory ? ReadAll(cancellation) : null;
        int capacity = (int)Math.Min(options.BatchSize + (HasLargeLast ? 1 : 0), rows);
        int count = (int)Math.Min(options.ReadAhead + options.HeldByConsumer, StepsPerEpoch);
        _pool = new HostBatch[count];
        for (int i = 0; i < count; i++)
        {
            _pool[i] = new HostBatch(layout, capacity, options.LabelType, options.Pinned);
        }
    }

    /// <summary>Rows in an epoch.</summary>
    public long RowCount { get; }

    /// <summary>Batches in an epoch; the last one may be smaller than the others, or have one row more.</summary>
    public long StepsPerEpoch => ((RowCount + _options.BatchSize - 1) / _options.BatchSize) - (HasLargeLast ? 1 : 0);

    // A single row that would be left over goes into the batch before.
    private bool HasLargeLast => _options.NeedsTwoRows && RowCount > _options.BatchSize && RowCount % _options.BatchSize == 1;

    /// <summary>Whether all rows are in memory.</summary>
    public bool IsInMemory => _rows is not null;

    /// <summary>Rows of the shuffle window when they are streamed.</summary>
    public int Window => _options.Window;

    /// <summary>The number of rows of a data view; when it does not know, they are counted by walking over them.</summary>
    public static long CountRows(IDataView data, CancellationToken cancellation)
    {
        if (data.GetRowCount() is { } known)
        {
            return known;
        }

        long count = 0;
        using DataViewRowCursor cursor = data.GetRowCursor([]);
        while (cursor.MoveNext())
        {
            count++;
            if ((count & 0xFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return count;
    }

    /// <summary>Counts rows to train on.</summary>
    /// <exception cref="TrainingException">There are none.</exception>
    public static long RequireRows(IDataView data, CancellationToken cancellation) => CountRows(data, cancellation) is var rows and > 0
        ? rows
        : throw new TrainingException(
            "There are no training rows: the data is empty. Look at what comes before the trainer, a filter or an empty part of a split for example.");

    /// <summary>
    /// The batches of an epoch. A batch belongs to the caller until it is given back with <paramref name="finished"/>,
    /// or until the enumeration ends.
    /// </summary>
    /// <param name="epoch">Epoch, counted from 0; with the seed it fixes the order.</param>
    /// <param name="skip">Batches to leave out at the start, to resume in the middle of an epoch.</param>
    /// <param name="finished">Receives an action that gives a batch back to the pool.</param>
    /// <param name="cancellation">Ends the reading; the enumeration then throws.</param>
    public IEnumerable<HostBatch> Epoch(int epoch, long skip, out Action<HostBatch> finished, CancellationToken cancellation)
    {
        var free = new BlockingCollection<HostBatch>(new ConcurrentQueue<HostBatch>(_pool));
        finished = free.Add;
        return Read(epoch, skip, free, cancellation);
    }

    public void Dispose()
    {
        foreach (HostBatch batch in _pool)
        {
            batch?.Dispose();
        }
    }

    private IEnumerable<HostBatch> Read(
        int epoch, long skip, BlockingCollection<HostBatch> free, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var filled = new BlockingCollection<HostBatch>(_pool.Length + 1);
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                Fill(epoch, skip, new BatchWriter(free, filled, _options.BatchSize, HasLargeLast ? RowCount : 0, stop.Token), stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The consumer left or the run was cancelled; it knows.
            }
#pragma warning disable CA1031 // The exception is not swallowed: it is rethrown on the consumer's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                filled.CompleteAdding();
            }
        })
        {
            IsBackground = true,
            Name = "MlNetDeep batch feed",
        };
        thread.Start();
        try
        {
            foreach (HostBatch batch in filled.GetConsumingEnumerable(cancellation))
            {
                yield return batch;
            }

            error?.Throw();
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            stop.Cancel();
            thread.Join();
        }
    }

    private void Fill(int epoch, long skip, BatchWriter writer, CancellationToken cancellation)
    {
        RandomStream random = RandomStream.For(_options.Seed, ShufflePurpose, epoch);
        writer.Skip = skip == StepsPerEpoch ? RowCount : skip * _options.BatchSize;
        if (_rows is not null)
        {
            FillFromMemory(_rows, writer, random);
        }
        else
        {
            FillFromStream(writer, random, cancellation);
        }

        writer.Finish();
    }

    private void FillFromMemory(RowStore rows, BatchWriter writer, RandomStream random)
    {
        int[] order = new int[rows.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (_options.Shuffle)
        {
            random.Shuffle(order);
        }

        foreach (int row in order)
        {
            writer.Add(rows, row);
        }
    }

    private void FillFromStream(BatchWriter writer, RandomStream random, CancellationToken cancellation)
    {
        bool windowed = _options.Shuffle && _options.Window > 1;
        var window = new RowStore(_layout);
        foreach (RowReader reader in Rows(cancellation))
        {
            if (!windowed)
            {
                writer.Add(reader);
            }
            else if (window.Count < _options.Window)
            {
                window.Add(reader);
            }
            else
            {
                int row = random.Below(window.Count);
                writer.Add(window, row);
                window.Replace(row, reader);
            }
        }

        int[] rest = [.. Enumerable.Range(0, window.Count)];
        random.Shuffle(rest);
        foreach (int row in rest)
        {
            writer.Add(window, row);
        }
    }

    private RowStore ReadAll(CancellationToken cancellation)
    {
        var rows = new RowStore(_layout);
        foreach (RowReader reader in Rows(cancellation))
        {
            rows.Add(reader);
        }

        return rows;
    }

    /// <summary>SHA-256 of the values, labels and weights of the first rows: other data are very likely to differ in it.</summary>
    /// <param name="rows">How many rows to look at.</param>
    /// <param name="cancellation">Stops it.</param>
    public string HashOfFirst(int rows, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] pixels = new byte[_layout.PixelBytes];
        double[] label = new double[_layout.LabelWidth];
        Span<byte> number = stackalloc byte[sizeof(double)];
        foreach (RowReader reader in Rows(cancellation).Take(rows))
        {
            reader.Read(pixels, label, out float weight);
            hash.AppendData(pixels);
            foreach (double value in label)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(number, value);
                hash.AppendData(number);
            }

            BinaryPrimitives.WriteSingleLittleEndian(number, weight);
            hash.AppendData(number[..sizeof(float)]);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Walks over the rows of this feed; the reader always stands on the present row.</summary>
    private IEnumerable<RowReader> Rows(CancellationToken cancellation)
    {
        using DataViewRowCursor cursor = _data.GetRowCursor(_layout.Columns);
        var reader = new RowReader(_layout, cursor);
        long index = 0, used = 0;
        while (cursor.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            if (_options.Filter is null || _options.Filter(index))
            {
                if (++used > RowCount)
                {
                    break;
                }

                reader.Index = index;
                yield return reader;
            }

            index++;
        }

        if (used != RowCount)
        {
            throw new TrainingException(
                $"The data had {RowCount} rows when training began, but {(used > RowCount ? "more" : used)} now; "
                + "every pass over the data must give the same rows. Cache it with mlContext.Data.Cache.");
        }
    }
}

/// <summary>How rows become batches.</summary>
internal sealed record FeedOptions
{
    public required int BatchSize { get; init; }

    public required ScalarType LabelType { get; init; }

    /// <summary>Whether host buffers are pinned, for copies to a GPU that overlap with its work.</summary>
    public required bool Pinned { get; init; }

    /// <summary>Batches that the reader may be ahead.</summary>
    public int ReadAhead { get; init; } = 3;

    /// <summary>Batches that the consumer holds before it gives them back.</summary>
    public int HeldByConsumer { get; init; } = 1;

    /// <summary>Whether no batch may have a single row, unless all have.</summary>
    public bool NeedsTwoRows { get; init; }

    public bool Shuffle { get; init; }

    public int Seed { get; init; }

    /// <summary>Whether all rows are kept in memory.</summary>
    public bool InMemory { get; init; }

    /// <summary>Rows of the shuffle window when rows are streamed.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Which rows, by their number in the data view, belong to this feed; null for all.</summary>
    public Func<long, bool>? Filter { get; init; }
}
