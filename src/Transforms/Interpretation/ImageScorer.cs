namespace MlNetDeep;

/// <summary>Scores pictures that do not come from a data view, with the session of a model.</summary>
internal sealed class ImageScorer
{
    private const int LargestBatch = 64;

    private readonly ConvNetTransformer _model;
    private readonly InputShape _shape;
    private readonly bool _isBinary;

    public ImageScorer(ConvNetTransformer model, ReportImage image)
    {
        _model = model;
        _isBinary = model.Options.Task == NetworkTask.Binary;
        Input = FeatureMaps.ToInput(model.Network, image, out _shape);
    }

    /// <summary>The picture as the network's input.</summary>
    public float[] Input { get; }

    /// <summary>The shape of the input.</summary>
    public InputShape Shape => _shape;

    /// <summary>The probabilities of the classes for the picture itself.</summary>
    public float[] Probabilities()
    {
        float[] result = [];
        Run(1, (_, input) => Input.CopyTo(input), (_, probabilities) => result = probabilities.ToArray());
        return result;
    }

    /// <summary>Scores variants of the picture, batch after batch.</summary>
    /// <param name="count">How many.</param>
    /// <param name="fill">Writes the input of a variant.</param>
    /// <param name="read">Receives a variant's probabilities, valid for the call.</param>
    public void Run(int count, SpanWriter fill, SpanReader read)
    {
        int capacity = (int)(_shape.FixedBatch ?? Math.Clamp(count, 1, LargestBatch));
        ScoreBatch batch = ScoreBatch.Rent(_model.Session, _model.Session.ShapeOf(_shape), capacity);
        try
        {
            for (int start = 0; start < count; start += capacity)
            {
                int rows = Math.Min(capacity, count - start);
                for (int i = 0; i < rows; i++)
                    fill(start + i, batch.Input(i));
                batch.Run(rows);
                for (int i = 0; i < rows; i++)
                    read(start + i, Probabilities(batch.Output(i)));
            }
        }
        finally
        {
            batch.Return();
        }
    }

    private ReadOnlySpan<float> Probabilities(ReadOnlySpan<float> scores)
    {
        if (!_isBinary)
            return scores;
        float p = 1 / (1 + MathF.Exp(-scores[0]));
        return new[] { 1 - p, p };
    }

    /// <summary>Writes the input of a variant.</summary>
    public delegate void SpanWriter(int variant, Span<float> input);

    /// <summary>Reads the probabilities of a variant.</summary>
    public delegate void SpanReader(int variant, ReadOnlySpan<float> probabilities);
}
