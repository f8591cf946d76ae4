#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class ImagesTests
{
    [Fact]
    public void Folder()
    {
        using var photographs = new Photographs();
        var mlContext = new MLContext(seed: 1);
        #region image-folder
        ImageFolder photos = mlContext.DeepLearning.LoadImageFolder("photos");
        (ImageFolder train, ImageFolder test) = photos.StratifiedSplit(testFraction: 0.25, seed: 1);

        Network network = Network.Input(3, 32, 32)
            .Conv2D(8, 3).ReLU().MaxPool2D(2)
            .Flatten().Dense(photos.Labels.Count).Softmax().Build();
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.PrepareImages(network))
            .Append(mlContext.DeepLearning.ConvNet(network, epochs: 20, batchSize: 8))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(train);

        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(test));
        using var engine = mlContext.Model.CreatePredictionEngine<ImageFile, PhotoPrediction>(model);
        string label = engine.Predict(new ImageFile { ImagePath = test.Files[0].ImagePath }).PredictedLabel;
        #endregion
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(test.Files[0].Label, label);
        Bytes(mlContext, model, test);
    }

    private static void Bytes(MLContext mlContext, ITransformer model, ImageFolder test)
    {
        #region image-bytes
        using var engine = mlContext.Model.CreatePredictionEngine<UploadedPhoto, PhotoPrediction>(model);
        byte[] upload = File.ReadAllBytes(test.Files[0].ImagePath);
        string label = engine.Predict(new UploadedPhoto { Image = upload }).PredictedLabel;
        #endregion
        Assert.Equal(test.Files[0].Label, label);
    }

    [Fact]
    public void Preparation()
    {
        using var photographs = new Photographs();
        var mlContext = new MLContext(seed: 1);
        IDataView photos = mlContext.DeepLearning.LoadImageFolder("photos");
        #region image-preparation
        var preparation = mlContext.DeepLearning.PrepareImages(new PrepareImagesOptions
        {
            Preprocessing = new ImagePreprocessing
            {
                Width = 224,
                Height = 224,
                Mean = [0.485f, 0.456f, 0.406f],
                StandardDeviation = [0.229f, 0.224f, 0.225f],
                ShortSide = 256,
            },
            BadImages = BadImageAction.Skip,
        });
        IDataView prepared = preparation.Fit(photos).Transform(photos);
        #endregion
        Assert.All(prepared.GetColumn<float[]>("Features"), input => Assert.Equal(3 * 224 * 224, input.Length));
    }

    [Fact]
    public void Labels()
    {
        using var photographs = new Photographs();
        var mlContext = new MLContext(seed: 1);
        #region image-labels
        ImageFolder photos = mlContext.DeepLearning.LoadImageFolder("photos", new ImageFolderOptions
        {
            Labels = ImageLabelSource.FileName,
            LabelPattern = @"^(?<label>[a-z]+)-\d+\.png$",
            Recursive = true,
        });
        #endregion
        Assert.Equal(["dark", "light"], photos.Labels);
    }
}

#region photo-prediction
public sealed class PhotoPrediction
{
    public string PredictedLabel { get; set; } = "";
    public float[] Score { get; set; } = [];
}
#endregion

#region uploaded-photo
public sealed class UploadedPhoto
{
    [ColumnName("ImagePath")]
    public byte[] Image { get; set; } = [];
    public string Label { get; set; } = "";
}
#endregion
