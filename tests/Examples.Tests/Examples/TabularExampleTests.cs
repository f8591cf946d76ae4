using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class TabularExampleTests
{
    [Fact]
    public async Task A_network_learns_more_of_a_table_than_a_linear_model()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output, string error) = await ExampleProcess.RunAsync("Tabular", folder.Path, "--rows", "800", "--epochs", "15");
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("rent: R squared 0.9", output, StringComparison.Ordinal);
        Assert.Contains("let in a week: area under the ROC curve 0.", output, StringComparison.Ordinal);
        Assert.Contains("demand: accuracy 0.", output, StringComparison.Ordinal);
        Assert.Equal(801, File.ReadAllLines(folder.File("artifacts/tabular/flats.csv")).Length);
    }

    [Fact]
    public async Task Too_little_training_is_said()
    {
        using TemporaryFolder folder = new();
        (int exitCode, _, string error) = await ExampleProcess.RunAsync("Tabular", folder.Path, "--rows", "300", "--epochs", "1");
        Assert.Equal(1, exitCode);
        Assert.Contains("rent: the network should be better than a linear model", error, StringComparison.Ordinal);
    }
}
