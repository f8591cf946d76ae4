using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Tests.Exporting;

/// <summary>The convnet for digits, trained and then quantized.</summary>
public sealed class QuantizedDigitTests(ITestOutputHelper output)
{
    [Fact]
    public void DigitsInBytesLoseAtMostAPoint()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name the folder of real data.");
        var ml = new MLContext(seed: 1);
        IDataView train = Digits(ml, data, "train", 6000), test = Digits(ml, data, "t10k", 2000);
        var model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = MlNetDeep.Networks.MnistConvNet(),
                Epochs = 2,
                BatchSize = 64,
                Seed = 1,
                Progress = ProgressOutput.None,
                Device = "cpu",
            })).Fit(train);
        string folder = Directory.CreateTempSubdirectory("mlnetdeep-int8-").FullName;
        try
        {
            OnnxExportResult result = ml.DeepLearning.ExportToOnnx(model, test, Path.Combine(folder, "digits.onnx"), new()
            {
                Precision = OnnxPrecision.Int8,
                Int8 = new() { CalibrationData = train, EvaluationData = test, LargestLoss = 0.01 },
            });

            output.WriteLine($"{result.Accuracy}, labels agree {result.LabelAgreement:P1}");
            Assert.Equal(2000, result.Accuracy!.Rows);
            Assert.InRange(result.Accuracy.Before, 0.9, 1);
            Assert.InRange(new FileInfo(Path.Combine(folder, "digits.onnx")).Length, 90_000, 130_000);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            foreach (ITransformer part in model)
                (part as IDisposable)?.Dispose();
        }
    }

    private static IDataView Digits(MLContext ml, string data, string part, int count) => ml.Data.TakeRows(
        ml.DeepLearning.LoadIdx(Path.Combine(data, "mnist", $"{part}-images-idx3-ubyte.gz"), Path.Combine(data, "mnist", $"{part}-labels-idx1-ubyte.gz")), count);
}
