using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Progress;

namespace MlNetDeep.Estimators.Tests.Runs;

public class ProgressTests
{
    private static readonly EpochRecord _record = new(1, 0.5, 0.75, 0.6, 0.7, 0.001, TimeSpan.FromSeconds(2.5));

    [Fact]
    public void LinesSayWhatTheLogSays()
    {
        (string written, List<string> log) = Report(ProgressOutput.Lines, p =>
        {
            p.Batch(1, 3, 1, 2, 0.9);
            p.Epoch(_record, 3, "accuracy");
        });
        Assert.Equal(
            "epoch 1/3  loss 0.5000  accuracy 0.7500  validation loss 0.6000  validation accuracy 0.7000  learning rate 0.001  2.5 s\n", written);
        Assert.Contains(log, l => l.Contains("epoch 1/3  loss 0.5000", StringComparison.Ordinal));
    }

    [Fact]
    public void TheBarIsDrawnOverAndEndsInALine()
    {
        (string written, _) = Report(ProgressOutput.Bar, p =>
        {
            for (int i = 1; i <= 4; i++)
            {
                p.Batch(1, 3, i, 4, 0.9);
            }

            p.Epoch(_record, 3, "accuracy");
        });
        Assert.Contains("\repoch 1/3 [======", written);
        Assert.Contains("4/4  loss 0.9000", written);
        Assert.Contains("left", written);
        Assert.EndsWith("2.5 s\n", written);
        Assert.Single(written, c => c == '\n');
    }

    [Fact]
    public void AnInterruptedBarEndsItsLine()
    {
        (string written, _) = Report(ProgressOutput.Bar, p => p.Batch(1, 3, 1, 4, 0.9));
        Assert.EndsWith("\n", written);
    }

    [Fact]
    public void NothingOnTheConsoleIsStillLogged()
    {
        (string written, List<string> log) = Report(ProgressOutput.None, p =>
        {
            p.Batch(1, 3, 1, 4, 0.9);
            p.Epoch(_record, 3, "accuracy");
            p.Warning("100 % {0}");
        });
        Assert.Empty(written);
        Assert.Contains(log, l => l.Contains("accuracy 0.7500", StringComparison.Ordinal));
        Assert.Contains(log, l => l.Contains("100 % {0}", StringComparison.Ordinal));
    }

    private static (string Written, List<string> Log) Report(ProgressOutput output, Action<ProgressReporter> report)
    {
        var log = new List<string>();
        var mlContext = new MLContext();
        mlContext.Log += (_, e) => log.Add(e.Message);
        using var writer = new StringWriter { NewLine = "\n" };
        using (IChannel channel = ((IChannelProvider)mlContext).Start("Test"))
        using (var reporter = new ProgressReporter(channel, output, writer))
        {
            report(reporter);
        }

        return (writer.ToString(), log);
    }
}
