using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.ModelZoo.Tests.Support;

namespace MlNetDeep.Estimators.Tests.FineTuning;

/// <summary>Networks that leave height and width open take those of the column.</summary>
public sealed class OpenSizeTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void FineTuneFillsThemAndLeavesThemOpen()
    {
        IDataView rows = Shapes.View(_mlContext, 80);
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = Open(),
            Stages = [FineTuneStage.Head(2), FineTuneStage.Unfreeze("Conv:c", 2, 0.001)],
            CacheFolder = "",
            Seed = 4,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        }).Fit(rows);
        Assert.Equal([null, 1, null, null], model.Network.Inputs[0].Shape);
        Assert.False(Open().Tensors["cw"].Bytes.SequenceEqual(model.Network.Tensors["cw"].Bytes));
        Assert.Equal(80, _mlContext.MulticlassClassification.Evaluate(model.Transform(rows)).ConfusionMatrix.Counts.Sum(r => r.Sum()));
    }

    [Fact]
    public void FeaturizeFillsThem()
    {
        IDataView rows = Shapes.View(_mlContext, 5);
        using NetworkFeaturizingTransformer features = _mlContext.DeepLearning.Featurize("Seen", Open(), inputColumnName: "Features").Fit(rows);
        float[][] seen = Transforms.Tests.Rows.Scores(features.Transform(rows), "Seen");
        Assert.All(seen, row => Assert.Equal(4, row.Length));
        float[] first = OnnxRunner.Run(features.Network, Shapes.Rows(5).First().Features, [1, 1, 8, 8]);
        Golden.Near(first, seen[0], 1e-5);
    }

    private static Network Open() => new GraphMaker(13, null, 1, null, null).Weight("cw", 4, 1, 3, 3).Node("Conv", "input cw", "c").Node("Relu", "c", "r")
        .Node("GlobalAveragePool", "r", "p").Node("Flatten", "p", "f").Weight("w", 5, 4).Node("Gemm", "f w", "y", ("transB", 1)).Output("y", null, 5).Build();
}
