using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A network up to the layer that is judged by, and its native session.</summary>
internal sealed class JudgingNetwork : IDisposable
{
    private const string FeatureColumn = "MlNetDeep.Judging.Features";

    private readonly NetworkFeaturizingTransformer _featurizer;

    /// <param name="context">The context.</param>
    /// <param name="network">The whole network.</param>
    /// <param name="layer">The layer; null for the one before the head.</param>
    /// <param name="pooling">What becomes of maps.</param>
    /// <param name="batchSize">Images at once.</param>
    /// <param name="device">The device's name.</param>
    /// <param name="threads">Threads, 0 for automatic.</param>
    /// <exception cref="OptionsException">There is no such layer.</exception>
    /// <exception cref="DeepLearningException">The features cannot be found, are too many, or the device cannot be used.</exception>
    public JudgingNetwork(
        MLContext context, Network network, string? layer, FeaturePooling pooling, int batchSize, string device, int threads)
    {
        Name = network.Name;
        Layer = layer is null ? network.FindFeatures() : network.FindValue(layer);
        Features = network.ToFeatures(layer, pooling);
        _featurizer = new NetworkFeaturizingTransformer(context, Features, new FeaturizingOptions
        {
            InputColumnName = JudgedImages.ColumnName,
            OutputColumnName = FeatureColumn,
            Layer = layer,
            Pooling = pooling,
            BatchSize = batchSize,
            Device = device,
            Threads = threads,
        });
        if (Size <= GenerativeEvaluationOptions.MaxFeatures)
            return;
        _featurizer.Dispose();
        throw new DeepLearningException(
            $"Layer '{Layer}' of network '{Name}' gives {Size:N0} features of an image; at most "
            + $"{GenerativeEvaluationOptions.MaxFeatures:N0} can be compared. Choose a later layer, or FeaturePooling.Average.");
    }

    /// <summary>The network's name.</summary>
    public string Name { get; }

    /// <summary>The value that is taken.</summary>
    public string Layer { get; }

    /// <summary>The network from the image to the features.</summary>
    public Network Features { get; }

    /// <summary>Features of an image.</summary>
    public int Size => _featurizer.Size;

    /// <summary>Computes the features of all rows, or of the first ones.</summary>
    /// <param name="images">The rows.</param>
    /// <param name="maximum">How many rows at most.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="read">Receives the features of a row; valid for the call.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="ColumnException">A feature is not a finite number; the message names the row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public long Read(JudgedImages images, long maximum, CancellationToken cancellation, Action<ReadOnlySpan<float>> read)
    {
        cancellation.ThrowIfCancellationRequested();
        IDataView view = _featurizer.Transform(images.View);
        DataViewSchema.Column column = view.Schema[FeatureColumn];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        var dense = new float[Size];
        long row = 0;
        try
        {
            for (; row < maximum && cursor.MoveNext(); row++)
            {
                cancellation.ThrowIfCancellationRequested();
                getter(ref features);
                features.CopyTo(dense);
                read(dense);
            }
        }
        catch (ColumnException error) when (error.ColumnName == images.Image.Column.Name)
        {
            throw new ColumnException(images.SourceName,
                $"The {images.Side} images cannot be judged. {error.Message.Replace($"'{error.ColumnName}'", $"'{images.SourceName}'", StringComparison.Ordinal)}");
        }

        return row;
    }

    /// <summary>Releases the session.</summary>
    public void Dispose() => _featurizer.Dispose();
}
