using Microsoft.ML;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>A run that fills a cache of features and says how far it is.</summary>
internal static class FeaturesRun
{
    public static void Run(string folder, int rows)
    {
        var mlContext = new MLContext();
        using ConvNetTransformer model = mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = FineTuning.Backbones.Convolutional(),
            Stages = [FineTuneStage.Head(1)],
            CacheFolder = folder,
            BatchSize = 16,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        }).Fit(mlContext.Data.LoadFromEnumerable(Told(rows)));
    }

    private static IEnumerable<ShapeRow> Told(int rows)
    {
        int row = 0;
        foreach (ShapeRow value in Shapes.Rows(rows))
        {
            Console.WriteLine($"row {row++}");
            Console.Out.Flush();
            yield return value;
        }
    }
}
