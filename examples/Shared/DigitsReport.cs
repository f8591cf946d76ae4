using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Examples;

/// <summary>Composes the report of a digits run.</summary>
internal static class DigitsReport
{
    public static void Save(
        string path, DigitsSettings settings, ConvNetTransformer trained, IDataView scoredTest, float onnxDifference, long trainingRows)
    {
        DataViewSchema.Column image = scoredTest.Schema["Features"];
        TrainingReport report = new(
            $"{settings.Name}: a convnet trained in an ML.NET pipeline",
            string.Create(CultureInfo.InvariantCulture,
                $"{trainingRows:N0} training digits, {DigitsExample.ValidationFraction:P0} of them held out for validation; all figures are from this run."));
        report.AddEvaluation(scoredTest, new ReportEvaluationOptions { ClassNames = settings.ClassNames });
        if (trained.History is TrainingHistory history)
            report.AddHistory(history);
        report
            .AddFact("Difference to exported ONNX", onnxDifference.ToString("g2", CultureInfo.InvariantCulture))
            .AddNetwork(trained.Network)
            .AddFilters(trained.Network)
            .AddFeatureMaps(trained.Network, FirstImage(scoredTest, image))
            .Save(path);
    }

    private static ReportImage FirstImage(IDataView rows, DataViewSchema.Column column)
    {
        VectorDataViewType type = (VectorDataViewType)column.Type;
        using DataViewRowCursor cursor = rows.GetRowCursor([column]);
        ValueGetter<VBuffer<byte>> getter = cursor.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> image = default;
        if (!cursor.MoveNext())
            throw new CheckFailedException("There is not one test digit.");
        getter(ref image);
        return ReportImage.FromPlanar(image.GetValues(), type.Dimensions[0], type.Dimensions[1], type.Dimensions[2]);
    }
}
