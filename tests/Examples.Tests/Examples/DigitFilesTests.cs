using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class DigitFilesTests
{
    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "test-images-idx3-ubyte.gz", "test-labels-idx1-ubyte.gz")]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte.gz")]
    public void Finds_the_names_in_use(params string[] names)
    {
        using TemporaryFolder folder = new();
        foreach (string name in names)
            File.WriteAllBytes(folder.File(name), []);
        DigitFiles files = DigitFiles.Find(folder.Path);
        Assert.Equal(names.Select(folder.File), [files.TrainImages, files.TrainLabels, files.TestImages, files.TestLabels]);
    }

    [Fact]
    public void Says_what_is_missing_and_what_is_there()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("train-images-idx3-ubyte"), []);
        string message = Assert.Throws<FileNotFoundException>(() => DigitFiles.Find(folder.Path)).Message;
        Assert.Contains("'train-labels-idx1-ubyte'", message, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte", message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => DigitFiles.Find(folder.File("nowhere")));
    }
}
