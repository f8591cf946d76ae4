namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>What <c>PrepareImages</c> takes, loaded by ML.NET's own transforms.</summary>
public sealed class ImageSourceTests
{
    [Fact]
    public void Paths_bytes_and_images_give_the_same()
    {
        MLContext ml = Pictures.Ml;
        IDataView view = ml.Data.LoadFromEnumerable([new Pictures.Row { ImagePath = "plain.png" }, new Pictures.Row { ImagePath = "small.png" }]);
        view = ml.Transforms.LoadRawImageBytes("File", Pictures.Folder, "ImagePath").Append(ml.Transforms.LoadImages("Image", Pictures.Folder, "ImagePath")).Fit(view).Transform(view);
        PrepareImagesOptions options = Pictures.Bytes with { ImageFolder = Pictures.Folder };

        byte[][] paths = Of("ImagePath"), files = Of("File"), images = Of("Image");

        Assert.Equal(2, paths.Length);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(paths[i], files[i]);
            Pictures.AssertClose(paths[i], images[i], mean: 1, largest: 3);
        }

        byte[][] Of(string column) =>
            Pictures.Column<byte>(ml.DeepLearning.PrepareImages(options with { InputColumnName = column }).Fit(view).Transform(view), "Features");
    }
}
