namespace MlNetDeep.Transforms.Tests;

public class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void PredictionsAreThoseOfTransform()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        List<Rows.Picture> pictures = Rows.Pictures(20);
        float[][] expected = Rows.Scores(model.Transform(_ml.Data.LoadFromEnumerable(pictures)));
        using PredictionEngine<Rows.Picture, Rows.Prediction> engine =
            _ml.Model.CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });

        for (int row = 0; row < pictures.Count; row++)
        {
            Rows.Prediction prediction = engine.Predict(pictures[row]);
            Assert.Equal(expected[row], prediction.Score, (a, b) => Math.Abs(a - b) <= 1e-6f);
            Assert.Equal(expected[row].ToList().IndexOf(expected[row].Max()) + 1, (int)prediction.PredictedLabel);
        }
    }

    [Fact]
    public void AChainPredictsTheOriginalLabel()
    {
        List<Rows.Example> rows = Rows.Examples(30);
        TransformerChain<ITransformer> chain = Chains.Full(_ml, rows);
        using PredictionEngine<Rows.Example, Chains.Named> engine = _ml.Model.CreatePredictionEngine<Rows.Example, Chains.Named>(chain);

        Assert.All(rows, row => Assert.Equal(row.Label, engine.Predict(row).PredictedLabel));
    }

    [Fact]
    public async Task ManyThreadsScoreWithOneTransformer()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 8 });
        List<Rows.Picture> pictures = Rows.Pictures(50);
        IDataView view = _ml.Data.LoadFromEnumerable(pictures);
        float[][] expected = Rows.Scores(model.Transform(view));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            if (thread % 2 == 0)
            {
                float[][] scores = Rows.Scores(model.Transform(view));
                for (int row = 0; row < expected.Length; row++)
                    Assert.Equal(expected[row], scores[row], (a, b) => Math.Abs(a - b) <= 1e-6f);
                return;
            }

            using PredictionEngine<Rows.Picture, Rows.Prediction> engine = _ml.Model
                .CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
            for (int row = 0; row < expected.Length; row++)
                Assert.Equal(expected[row], engine.Predict(pictures[row]).Score, (a, b) => Math.Abs(a - b) <= 1e-6f);
        })));
    }
}
