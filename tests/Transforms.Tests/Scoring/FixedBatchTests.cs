namespace MlNetDeep.Transforms.Tests;

/// <summary>Imported networks may insist on one batch size.</summary>
public class FixedBatchTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    public void TheLastBatchIsFilledUp(int rows)
    {
        // Made by Golden/make_fixed_batch.py: [4, 4] in, [4, 3] out, the logit of class i is 10 times input i.
        Network network = Network.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "fixed_batch.onnx"));
        using ConvNetTransformer model = _ml.DeepLearning.Score(network, new() { BatchSize = 64 });
        using ConvNetTransformer any = _ml.DeepLearning.Score(TestNetworks.Identity());
        List<Rows.Example> examples = Rows.Examples(rows);
        IDataView view = _ml.Data.LoadFromEnumerable(examples);

        float[][] expected = Rows.Scores(any.Transform(view));
        float[][] actual = Rows.Scores(model.Transform(view));
        using PredictionEngine<Rows.Example, Rows.Prediction> engine = _ml.Model
            .CreatePredictionEngine<Rows.Example, Rows.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });

        Assert.Equal(rows, actual.Length);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(expected[row], actual[row], (a, b) => Math.Abs(a - b) <= 1e-6f);
            Assert.Equal(expected[row], engine.Predict(examples[row]).Score, (a, b) => Math.Abs(a - b) <= 1e-6f);
        }
    }
}
