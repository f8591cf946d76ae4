using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;

// Trainer FILE: trains a convnet, saves the model as FILE and prints what it says of ten rows.
var context = new MLContext(seed: 1);
IDataView rows = Spot.Rows(context, 200);
Network network = Network.Input(1, 8, 8).Conv2D(4, 3).ReLU().MaxPool2D(2).Flatten().Dense(2).Softmax().Build(seed: 1);
ITransformer model = context.Transforms.Conversion.MapValueToKey("Label")
    .Append(context.DeepLearning.ConvNet(network, epochs: 8, batchSize: 20, learningRate: 0.01)).Fit(rows);
MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(model.Transform(rows));
Console.WriteLine(FormattableString.Invariant($"accuracy {metrics.MicroAccuracy}"));
context.Model.Save(model, rows.Schema, args[0]);
Spot.PrintScores(context, model);
