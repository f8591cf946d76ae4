using Microsoft.ML;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Training;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// Finds the training rows nearest to generated ones: the generated ones are kept, the training rows stream past them in
/// blocks. Pictures of the rows that were found are read in a second pass.
/// </summary>
internal sealed class NeighbourSearch : IDisposable
{
    private const int BlockRows = 256;

    private readonly int _size;
    private readonly Tensor _generated;
    private readonly float[] _block;
    private readonly List<(double Distance, long Row)>[] _nearest;
    private readonly int _neighbours;
    private int _pending;
    private long _rows;

    private NeighbourSearch(List<float> generated, int size, int neighbours)
    {
        _size = size;
        _neighbours = neighbours;
        _generated = tensor(generated.ToArray(), [generated.Count / size, size]);
        _block = new float[BlockRows * size];
        _nearest = [.. Enumerable.Range(0, generated.Count / size).Select(_ => new List<(double, long)>(neighbours + 1))];
    }

    public static NearestNeighbours Find(
        MLContext context, IDataView training, IDataView generated, Network network, NearestNeighbourOptions options)
    {
        OptionsCheck.Throw(options);
        CancellationToken cancellation = options.CancellationToken;
        TorchLibrary.Ready();
        using var threads = new TorchRuntime(options.Threads);
        using var judge = new JudgingNetwork(context, network, options.Layer, options.Pooling, options.BatchSize, options.Device, options.Threads);
        JudgedImages trainingImages = JudgedImages.Bind(context, training, options.TrainingColumnName, "training", judge.Features, options.Fit);
        JudgedImages generatedImages = JudgedImages.Bind(context, generated, options.GeneratedSource, "generated", judge.Features, options.Fit);
        JudgedImages.CheckAlike(trainingImages, generatedImages, options.AllowFloatsBesidePixels);

        var features = new List<float>();
        long rows = judge.Read(generatedImages, options.Rows, cancellation, row => features.AddRange(row));
        if (rows == 0)
            throw new DeepLearningException("There are no generated rows; expected at least one.");
        using var search = new NeighbourSearch(features, judge.Size, options.Neighbours);
        long trainingCount = judge.Read(trainingImages, long.MaxValue, cancellation, search.Add);
        search.Flush();
        if (trainingCount < options.Neighbours)
        {
            throw new DeepLearningException(
                $"There are {trainingCount} training rows, too few for {options.Neighbours} neighbours. Give more rows, or fewer Neighbours.");
        }

        Dictionary<long, ReportImage?> samples = [], neighbours = [];
        if (options.Pictures)
        {
            samples = Pictures(generatedImages, [.. Enumerable.Range(0, (int)rows).Select(row => (long)row)], cancellation);
            neighbours = Pictures(trainingImages, [.. search._nearest.SelectMany(list => list.Select(n => n.Row))], cancellation);
        }

        return new NearestNeighbours(
            [.. search._nearest.Select((list, row) => new GeneratedNeighbours(row, samples.GetValueOrDefault(row),
                [.. list.Select(n => new Neighbour(n.Row, Math.Sqrt(n.Distance), neighbours.GetValueOrDefault(n.Row)))]))],
            trainingCount, judge.Name, judge.Layer);
    }

    private static Dictionary<long, ReportImage?> Pictures(
        JudgedImages images, HashSet<long> wanted, CancellationToken cancellation)
    {
        var pictures = new Dictionary<long, ReportImage?>();
        using DataViewRowCursor cursor = images.View.GetRowCursor([images.Image.Column]);
        Func<ReportImage?> picture = InputPictures.For(cursor, images.Image);
        for (long row = 0; pictures.Count < wanted.Count && cursor.MoveNext(); row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (wanted.Contains(row))
                pictures.Add(row, picture());
        }

        return pictures;
    }

    private void Add(ReadOnlySpan<float> row)
    {
        row.CopyTo(_block.AsSpan(_pending * _size));
        if (++_pending == BlockRows)
            Flush();
    }

    private void Flush()
    {
        using Tensor whole = tensor(_block, [BlockRows, _size]), block = whole.narrow(0, 0, _pending);
        using Tensor distances = PairTiles.Distances(_generated, block);
        double[] values = distances.data<double>().ToArray();
        for (int j = 0; j < _pending; j++)
        {
            for (int i = 0; i < _nearest.Length; i++)
                Keep(_nearest[i], values[i * _pending + j], _rows + j);
        }

        _rows += _pending;
        _pending = 0;
    }

    // Sorted; of equal distances the earlier row stays in front.
    private void Keep(List<(double Distance, long Row)> nearest, double distance, long row)
    {
        if (nearest.Count == _neighbours && distance >= nearest[^1].Distance)
            return;
        int place = nearest.Count;
        while (place > 0 && nearest[place - 1].Distance > distance)
            place--;
        nearest.Insert(place, (distance, row));
        if (nearest.Count > _neighbours)
            nearest.RemoveAt(_neighbours);
    }

    public void Dispose() => _generated.Dispose();
}
