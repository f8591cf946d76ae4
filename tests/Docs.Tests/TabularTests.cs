#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using MlNetDeep.Examples.Tabular;
using Xunit;

namespace Snippets;

public sealed class TabularTests
{
    [Fact]
    public void Numbers_and_categories()
    {
        using var workplace = new Workplace();
        FlatsFile.Write("flats.csv", 400, seed: 1);
        var mlContext = new MLContext(seed: 1);
        #region columns
        IDataView flats = mlContext.Data.LoadFromTextFile<Flat>("flats.csv", separatorChar: ',', hasHeader: true);
        DataOperationsCatalog.TrainTestData parts = mlContext.Data.TrainTestSplit(flats, testFraction: 0.2, seed: 1);

        var columns = mlContext.Transforms.Categorical.OneHotEncoding([new("District"), new("Heating")])
            .Append(mlContext.Transforms.Conversion.ConvertType("Balcony", outputKind: DataKind.Single))
            .Append(mlContext.Transforms.Concatenate("Features", "Area", "Rooms", "Floor", "Built", "Balcony", "District", "Heating"))
            .Append(mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false));
        #endregion

        #region rent
        Network network = Network.Input(13).Dense(64).ReLU().Dense(64).ReLU().Dense(1).Build(seed: 1);
        var pipeline = columns.Append(mlContext.DeepLearning.Network(network, labelColumnName: "Rent", epochs: 40, batchSize: 32));
        var model = pipeline.Fit(parts.TrainSet);
        RegressionMetrics metrics = mlContext.Regression.Evaluate(model.Transform(parts.TestSet), "Rent");
        Console.WriteLine($"R squared {metrics.RSquared:F3}, mean absolute error {metrics.MeanAbsoluteError:F0}");
        #endregion
        Assert.True(double.IsFinite(metrics.RSquared));

        #region predict
        mlContext.Model.Save(model, flats.Schema, "rent.zip");
        mlContext.DeepLearning.ExportToOnnx(model, parts.TestSet, "rent.onnx");
        using var engine = mlContext.Model.CreatePredictionEngine<Flat, RentPrediction>(model);
        RentPrediction rent = engine.Predict(new Flat { Area = 60, Rooms = 2, Floor = 3, Built = 1985, Balcony = true, District = "Harbour", Heating = "gas" });
        Console.WriteLine($"about {rent.Score:F0} a month");
        #endregion
        Assert.InRange(rent.Score, 0, 5000);

        #region classes
        Network two = Network.Input(13).Dense(64).ReLU().Dense(64).ReLU().Dense(1).Build(seed: 1);
        var letInAWeek = columns.Append(mlContext.DeepLearning.Network(two, labelColumnName: "LetInAWeek", epochs: 40, batchSize: 32));

        Network three = Network.Input(13).Dense(64).ReLU().Dense(64).ReLU().Dense(3).Build(seed: 1);
        var demand = columns.Append(mlContext.Transforms.Conversion.MapValueToKey("Demand"))
            .Append(mlContext.DeepLearning.Network(three, labelColumnName: "Demand", epochs: 40, batchSize: 32))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        #endregion
        Assert.True(mlContext.BinaryClassification.Evaluate(letInAWeek.Fit(parts.TrainSet).Transform(parts.TestSet), "LetInAWeek").Accuracy > 0.4);
        Assert.True(mlContext.MulticlassClassification.Evaluate(demand.Fit(parts.TrainSet).Transform(parts.TestSet), "Demand").MicroAccuracy > 0.4);

        #region options
        var careful = columns.Append(mlContext.DeepLearning.Regression(new RegressionConvNetOptions
        {
            Network = network,
            LabelColumnName = "Rent",
            Epochs = 200,
            BatchSize = 32,
            Optimizer = new AdamWOptions { WeightDecay = 0.01 },
            Schedule = LearningRateSchedule.Cosine(),
            ValidationFraction = 0.1,
            EarlyStopping = new EarlyStoppingOptions { Patience = 10 },
        }));
        #endregion
        Assert.NotNull(careful);
    }

    #region flat
    public sealed class Flat
    {
        [LoadColumn(0)] public float Area { get; set; }
        [LoadColumn(1)] public float Rooms { get; set; }
        [LoadColumn(2)] public float Floor { get; set; }
        [LoadColumn(3)] public float Built { get; set; }
        [LoadColumn(4)] public bool Balcony { get; set; }
        [LoadColumn(5)] public string District { get; set; } = "";
        [LoadColumn(6)] public string Heating { get; set; } = "";
        [LoadColumn(7)] public float Rent { get; set; }
        [LoadColumn(8)] public bool LetInAWeek { get; set; }
        [LoadColumn(9)] public string Demand { get; set; } = "";
    }

    public sealed class RentPrediction
    {
        public float Score { get; set; }
    }
    #endregion
}
