// A training run in a process of its own, so that a test can kill it: checkpoint folder, result file, rows cached or not.
using Microsoft.ML;
using MlNetDeep;
using MlNetDeep.Estimators.Tests.Support;

if (args[0] == "features")
{
    FeaturesRun.Run(args[1], int.Parse(args[2]));
    return;
}

if (args[0] == "torch")
{
    TorchUses.Run(args[1]);
    return;
}

string folder = args[0], result = args[1];
var mlContext = new MLContext();
IDataView data = Shapes.View(mlContext, rows: 90);
using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
{
    Network = Shapes.NetworkWithEverything(),
    Epochs = 4,
    BatchSize = 8,
    LearningRate = 0.01,
    Optimizer = new AdamWOptions(),
    Schedule = LearningRateSchedule.Cosine(0.5),
    Seed = 11,
    Device = "cpu",
    ValidationFraction = 0.2,
    Caching = args[2] == "stream" ? RowCaching.None : RowCaching.Memory,
    CheckpointFolder = folder,
    CheckpointInterval = 3,
    Resume = true,
    Progress = ProgressOutput.None,
    OnBatchEnd = batch =>
    {
        Console.WriteLine($"step {batch.Step}");
        Console.Out.Flush();
    },
}).Fit(data);
File.WriteAllBytes(result, model.Network.ToBytes());
Console.WriteLine("done");
