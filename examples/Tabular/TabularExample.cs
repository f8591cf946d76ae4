using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Examples.Tabular;

/// <summary>Learns three things of a table of flats, each with a small network and with a linear model of ML.NET's.</summary>
internal sealed class TabularExample(TabularSettings settings)
{
    private readonly MLContext _mlContext = new(settings.Seed);

    public void Run()
    {
        Directory.CreateDirectory(settings.Output);
        string path = Path.Combine(settings.Output, "flats.csv");
        FlatsFile.Write(path, settings.Rows, settings.Seed);
        IDataView flats = _mlContext.Data.Cache(_mlContext.Data.LoadFromTextFile<Flat>(path, separatorChar: ',', hasHeader: true));
        DataOperationsCatalog.TrainTestData parts = _mlContext.Data.TrainTestSplit(flats, testFraction: 0.2, seed: settings.Seed);

        RegressionMetrics Rent(IEstimator<ITransformer> trainer) =>
            _mlContext.Regression.Evaluate(Fit(trainer, parts), nameof(Flat.Rent));
        Report("rent", "R squared", linear: Rent(_mlContext.Regression.Trainers.Sdca(nameof(Flat.Rent))).RSquared,
            Rent(Network(outputs: 1, nameof(Flat.Rent))).RSquared);

        double Let(IEstimator<ITransformer> trainer) =>
            _mlContext.BinaryClassification.Evaluate(Fit(trainer, parts), nameof(Flat.LetInAWeek)).AreaUnderRocCurve;
        Report("let in a week", "area under the ROC curve", linear: Let(_mlContext.BinaryClassification.Trainers.SdcaLogisticRegression(nameof(Flat.LetInAWeek))),
            Let(Network(outputs: 1, nameof(Flat.LetInAWeek))));

        double Demand(IEstimator<ITransformer> trainer) => _mlContext.MulticlassClassification
            .Evaluate(Fit(_mlContext.Transforms.Conversion.MapValueToKey(nameof(Flat.Demand)).Append(trainer), parts), nameof(Flat.Demand)).MicroAccuracy;
        Report("demand", "accuracy", linear: Demand(_mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy(nameof(Flat.Demand))),
            Demand(Network(outputs: 3, nameof(Flat.Demand))));
    }

    // Numbers as they are, truth values as 0 and 1, categories as one number each, all of them about 0 and of a size of about 1.
    private IEstimator<ITransformer> Columns() =>
        _mlContext.Transforms.Categorical.OneHotEncoding([new(nameof(Flat.District)), new(nameof(Flat.Heating))])
            .Append(_mlContext.Transforms.Conversion.ConvertType(nameof(Flat.Balcony), outputKind: DataKind.Single))
            .Append(_mlContext.Transforms.Concatenate("Features", "Area", "Rooms", "Floor", "Built", "Balcony", "District", "Heating"))
            .Append(_mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false))
            .AppendCacheCheckpoint(_mlContext);

    private NetworkEstimator Network(int outputs, string label) => _mlContext.DeepLearning.Network(
        MlNetDeep.Network.Input(13).Dense(64).ReLU().Dense(64).ReLU().Dense(outputs).Build(settings.Seed), label, epochs: settings.Epochs, batchSize: 32);

    private IDataView Fit(IEstimator<ITransformer> trainer, DataOperationsCatalog.TrainTestData parts) =>
        Columns().Append(trainer).Fit(parts.TrainSet).Transform(parts.TestSet);

    private static void Report(string what, string measure, double linear, double network)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {measure} {network:F3} with a network, {linear:F3} with a linear model"));
        if (!(network > linear))
            throw new CheckFailedException($"{what}: the network should be better than a linear model.");
    }
}
