using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Features;

/// <summary>
/// Reads the features of a data view's rows: from the cache where it has them, otherwise from ONNX Runtime, many rows at
/// once. One pass over the data; no more than a batch of rows and one file of features are in memory.
/// </summary>
internal sealed class FeatureExtractor : IDisposable
{
    /// <summary>Bytes of features that are written together: what a killed run loses at most.</summary>
    private const int FileBytes = 16 << 20;
    private const int FileRows = 1024;

    private readonly Network _features;
    private readonly FeatureExtractorOptions _options;
    private readonly IChannel _channel;
    private readonly ScoringSession _session;

    /// <summary>Prepares a network from the image to features <c>[N, features]</c>.</summary>
    public FeatureExtractor(IHostEnvironment environment, Network features, FeatureExtractorOptions options, IChannel channel)
    {
        _features = features;
        _options = options;
        _channel = channel;
        Size = checked((int)NetworkOutputs.Of(features)!.Value);
        _session = new ScoringSession(features, [Size], new SessionSettings(options.Device, options.Threads, typeof(FeatureExtractor)), environment);
    }

    /// <summary>The number of features of a row.</summary>
    public int Size { get; }

    /// <summary>Rows that the network was run for, since the extractor was made.</summary>
    public long Computed { get; private set; }

    /// <summary>Reads features, labels and weights.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="layout">Their columns.</param>
    /// <param name="limit">The most rows to read.</param>
    /// <param name="cancellation">Ends the pass; what was computed stays cached.</param>
    /// <exception cref="OperationCanceledException">The pass was cancelled.</exception>
    public FeatureTable Read(IDataView data, RowLayout layout, long limit, CancellationToken cancellation)
    {
        byte[] key = CacheKey.Of(_features, layout.Image, _session.Device);
        var cache = new FeatureCache(_options.CacheFolder, key, Size, message => _channel.Warning(MessageSensitivity.UserData, message));
        FeatureTable? table = null;
        try
        {
            var pass = new Pass(this, cache, layout);
            FeatureTable filled = pass.Run(data, limit, cancellation);
            table = filled;
            return filled;
        }
        finally
        {
            if (table is null)
            {
                cache.Dispose();
            }
        }
    }

    public void Dispose() => _session.Dispose();

    /// <summary>One pass over a data view.</summary>
    private sealed class Pass
    {
        private readonly FeatureExtractor _owner;
        private readonly FeatureCache _cache;
        private readonly RowLayout _layout;
        private readonly List<(RowKey Key, float Weight)> _rows = [];
        private readonly List<double> _labels = [];
        private readonly HashSet<RowKey> _waiting = [];
        private readonly RowKey[] _keys;
        private readonly float[] _features;
        private readonly ScoreBatch _batch;
        private int _kept;
        private int _filled;

        public Pass(FeatureExtractor owner, FeatureCache cache, RowLayout layout)
        {
            _owner = owner;
            _cache = cache;
            _layout = layout;
            BatchShape shape = owner._session.ShapeOf(layout.Image.Shape);
            int capacity = shape.BatchOf(owner._options.BatchSize);
            _batch = ScoreBatch.Rent(owner._session, shape, capacity);
            int rows = Math.Max(capacity, Math.Clamp(FileBytes / sizeof(float) / owner.Size, 1, FileRows));
            _keys = new RowKey[rows];
            _features = new float[checked(rows * owner.Size)];
        }

        public FeatureTable Run(IDataView data, long limit, CancellationToken cancellation)
        {
            long before = _owner.Computed;
            long started = Stopwatch.GetTimestamp();
            try
            {
                ReadRows(data, limit, cancellation);
                RunBatch();
            }
            finally
            {
                // Also what a cancelled or failed pass has computed need not be computed again.
                Keep();
                _batch.Return();
            }

            var table = new FeatureTable(_cache, _layout, _owner.Size);
            int width = _layout.LabelWidth;
            for (int row = 0; row < _rows.Count; row++)
            {
                // Every row was found or kept before.
                _cache.TryFind(_rows[row].Key, out IFeatureBlock? block, out int index);
                table.Add(block!, index, CollectionsMarshal.AsSpan(_labels).Slice(row * width, width), _rows[row].Weight);
            }

            long computed = _owner.Computed - before;
            _owner._channel.Info(MessageSensitivity.None, $"Features of {_rows.Count} rows: {computed} computed, {_rows.Count - computed} known, {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s.");
            return table;
        }

        private void ReadRows(IDataView data, long limit, CancellationToken cancellation)
        {
            byte[] pixels = new byte[_layout.PixelBytes];
            double[] label = new double[_layout.LabelWidth];
            using DataViewRowCursor cursor = data.GetRowCursor(_layout.Columns);
            var reader = new RowReader(_layout, cursor);
            while (_rows.Count < limit && cursor.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                reader.Read(pixels, label, out float weight);
                var key = RowKey.Of(pixels);
                _rows.Add((key, weight));
                _labels.AddRange(label);
                if (!_cache.TryFind(key, out _, out _) && !_waiting.Contains(key))
                {
                    Add(key, pixels);
                }
            }
        }

        private void Add(RowKey key, byte[] pixels)
        {
            Span<float> input = _batch.Input(_filled);
            if (_layout.Image.Scaling is { } scaling)
            {
                scaling.Scale(pixels, _layout.Image.Shape.Layout, input);
            }
            else
            {
                MemoryMarshal.Cast<byte, float>(pixels).CopyTo(input);
            }

            _keys[_kept + _filled] = key;
            _waiting.Add(key);
            _filled++;
            if (_filled == _batch.BatchSize || _kept + _filled == _keys.Length)
            {
                RunBatch();
            }
        }

        private void RunBatch()
        {
            if (_filled > 0)
            {
                _batch.Run(_filled);
                for (int row = 0; row < _filled; row++)
                {
                    _batch.Output(row).CopyTo(_features.AsSpan((_kept + row) * _owner.Size));
                }

                _owner.Computed += _filled;
                _kept += _filled;
                _filled = 0;
            }

            if (_kept == _keys.Length)
            {
                Keep();
            }
        }

        private void Keep()
        {
            _cache.Keep(_keys.AsSpan(0, _kept), _features.AsSpan(0, _kept * _owner.Size));
            _kept = 0;
            _waiting.Clear();
        }
    }
}

/// <summary>How features are computed and kept.</summary>
/// <param name="CacheFolder">Where features are kept from run to run; null keeps them in memory.</param>
/// <param name="BatchSize">Rows that the network is run for at once.</param>
/// <param name="Device">"cpu", "cuda", "cuda:1" or "auto".</param>
/// <param name="Threads">Threads that one run may use; 0 is one for a small network, otherwise one for each physical core.</param>
internal sealed record FeatureExtractorOptions(string? CacheFolder, int BatchSize, string Device, int Threads);
