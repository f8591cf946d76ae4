using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class SummaryTests
{
    [Fact]
    public void Table_of_softmax_regression()
    {
        var expected = """
            softmax_regression
            ------------------------------------------------------------------
            Layer (type)        Output shape  Parameters   MACs  Trainable
            """;
        var text = Networks.SoftmaxRegression().Summary().ToString();
        var lines = text.Split('\n');
        Assert.Equal("softmax_regression", lines[0]);
        Assert.Equal(
            expected.Split('\n')[2].Split("  ", StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim()),
            lines[2].Split("  ", StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim()));
        Assert.Equal("dense1 (Dense, Gemm)  [N, 10]            7,850  7,840  yes", lines[4]);
        Assert.Equal("softmax1 (Softmax)    [N, 10]                0      0", lines[5]);
        Assert.Contains("Total parameters: 7,850", lines);
        Assert.Contains("Frozen parameters: 0", lines);
        Assert.Equal("MACs per example: 7,840", lines[^1]);
    }

    [Fact]
    public void Multiplications_are_counted_per_example()
    {
        var rows = Networks.MnistConvNet().Summary().Rows.ToDictionary(r => r.Layer);
        Assert.Equal(26 * 26 * 32 * 9, rows["conv1"].Macs);
        Assert.Equal(11 * 11 * 64 * 32 * 9, rows["conv2"].Macs);
        Assert.Equal(576 * 64, rows["dense1"].Macs);
        Assert.Equal([null, 32, 26, 26], rows["conv1"].OutputShape);
        var grouped = Network.Input(8, 4, 4).Conv2D(8, 3, groups: 8).ConvTranspose2D(2, 2, stride: 2).Build().Summary();
        Assert.Equal(2 * 2 * 8 * 9, grouped.Rows[0].Macs);
        Assert.Equal(8 * 2 * 2 * 2 * 2 * 2, grouped.Rows[1].Macs);
        Assert.Equal(grouped.Rows[0].Macs + grouped.Rows[1].Macs, grouped.TotalMacs);
    }
}
