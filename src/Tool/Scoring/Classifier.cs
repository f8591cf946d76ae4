using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Tool.Scoring;

/// <summary>A saved model that tells what images show.</summary>
internal sealed class Classifier : IDisposable
{
    private readonly MLContext _mlContext;

    private Classifier(MLContext mlContext, ITransformer model, ConvNetTransformer network, string path)
    {
        (_mlContext, Model, Network) = (mlContext, model, network);
        Labels = network.Network.Labels ?? throw new UsageException($"The network in {path} does not name its classes.");
    }

    /// <summary>The whole pipeline, from a path on.</summary>
    public ITransformer Model { get; }

    public ConvNetTransformer Network { get; }

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    public static Classifier Load(MLContext mlContext, string path)
    {
        ITransformer model = mlContext.DeepLearning.LoadModel(path, out _);
        return new Classifier(mlContext, model, model.ConvNet(), path);
    }

    /// <summary>The most probable classes of each image.</summary>
    public IEnumerable<Prediction> Predict(IReadOnlyList<string> paths, int top)
    {
        IDataView rows = _mlContext.Data.LoadFromEnumerable(paths.Select(p => new ImageRow { ImagePath = p }));
        IDataView scored = Model.Transform(rows);
        DataViewSchema.Column score = scored.Schema[Network.Options.ScoreColumnName], path = scored.Schema[nameof(ImageRow.ImagePath)];
        using DataViewRowCursor cursor = scored.GetRowCursor([score, path]);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(score);
        ValueGetter<ReadOnlyMemory<char>> getPath = cursor.GetGetter<ReadOnlyMemory<char>>(path);
        VBuffer<float> scores = default;
        ReadOnlyMemory<char> image = default;
        while (cursor.MoveNext())
        {
            getScore(ref scores);
            getPath(ref image);
            yield return new Prediction(
                image.ToString(),
                [.. scores.DenseValues().Select((p, i) => new ClassScore(Labels[i], p)).OrderByDescending(c => c.Probability).Take(top)]);
        }
    }

    public void Dispose() => (Model as IDisposable)?.Dispose();

    internal sealed class ImageRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
