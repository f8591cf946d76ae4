using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>
/// Finds the training rows nearest to generated ones: the generated ones are kept, the training rows stream past them in
/// blocks. Pictures of the rows that were found are read in a second pass.
/// </summary>
internal sealed class NeighbourSearch
{
    private const int BlockRows = 256;

    private readonly FeatureRows _generated;
    private readonly double[] _features;
    private readonly double[] _block;
    private readonly double[] _dots;
    private readonly List<(double Distance, long Row)>[] _nearest;
    private readonly int _neighbours;
    private int _pending;
    private long _rows;

    private NeighbourSearch(FeatureRows generated, int neighbours)
    {
        _generated = generated;
        _neighbours = neighbours;
        _features = new double[generated.Count * generated.Size];
        generated.CopyTo(_features, 0, generated.Count);
        _block = new double[BlockRows * generated.Size];
        _dots = new double[generated.Count * BlockRows];
        _nearest = [.. Enumerable.Range(0, generated.Count).Select(_ => new List<(double, long)>(neighbours + 1))];
    }

    public static NearestNeighbours Find(
        MLContext context, IDataView training, IDataView generated, Network network, NearestNeighbourOptions options)
    {
        options.Check();
        CancellationToken cancellation = options.CancellationToken;
        using var judge = new JudgingNetwork(context, network, options.Layer, options.Pooling, options.BatchSize, options.Device, options.Threads);
        JudgedImages trainingImages = JudgedImages.Bind(context, training, options.TrainingColumnName, "training", judge.Features, options.Fit);
        JudgedImages generatedImages = JudgedImages.Bind(context, generated, options.GeneratedSource, "generated", judge.Features, options.Fit);
        JudgedImages.CheckAlike(trainingImages, generatedImages, options.AllowFloatsBesidePixels);

        var rows = new FeatureRows(judge.Size);
        if (judge.Read(generatedImages, options.Rows, cancellation, rows.Add) == 0)
            throw new DeepLearningException("There are no generated rows; expected at least one.");
        var search = new NeighbourSearch(rows, options.Neighbours);
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
            samples = Pictures(generatedImages, [.. Enumerable.Range(0, rows.Count).Select(row => (long)row)], cancellation);
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
        Span<double> to = _block.AsSpan(_pending * row.Length, row.Length);
        for (int i = 0; i < row.Length; i++)
            to[i] = row[i];
        if (++_pending == BlockRows)
            Flush();
    }

    private void Flush()
    {
        int size = _generated.Size;
        MatrixProduct.Tile(_features, _generated.Count, _block, _pending, size, _dots, BlockRows);
        double[] squares = _generated.Squares();
        for (int j = 0; j < _pending; j++)
        {
            ReadOnlySpan<double> row = _block.AsSpan(j * size, size);
            double square = MatrixProduct.Dot(row, row);
            for (int i = 0; i < squares.Length; i++)
                Keep(_nearest[i], NeighbourRadii.Distance(squares[i], square, _dots[i * BlockRows + j]), _rows + j);
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
}
