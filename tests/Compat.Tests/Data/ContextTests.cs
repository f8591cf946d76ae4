using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class ContextTests
{
    [Fact]
    public void MessagesOfAChannelReachTheLog()
    {
        var ml = new MLContext(1);
        var seen = new List<LoggingEventArgs>();
        ml.Log += (_, message) => seen.Add(message);
        IHost host = ((IHostEnvironment)ml).Register("Component");
        IChannel channel = host.Start("Work");
        channel.Info(MessageSensitivity.None, "first {0}", 1);
        channel.Warning(MessageSensitivity.None, "second");
        channel.Error(MessageSensitivity.None, "third");
        channel.Trace(MessageSensitivity.None, "fourth");

        LoggingEventArgs[] mine = [.. seen.Where(message => message.Source.Contains("Component") && !message.RawMessage.Contains("Channel"))];
        Assert.Equal(["first 1", "second", "third", "fourth"], mine.Select(message => message.RawMessage));
        Assert.Equal(
            [ChannelMessageKind.Info, ChannelMessageKind.Warning, ChannelMessageKind.Error, ChannelMessageKind.Trace],
            mine.Select(message => message.Kind));
        Assert.All(mine, message => Assert.Contains(message.RawMessage, message.Message, StringComparison.Ordinal));
        Assert.All(mine, message => Assert.Contains(message.Source, message.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void WithoutListenersChannelsAreSilent()
    {
        IHost host = ((IHostEnvironment)new MLContext(1)).Register("Component");
        host.Start("Work").Info(MessageSensitivity.None, "nobody reads this");
    }

    [Fact]
    public void DeviceSettingsAreKept()
    {
        var ml = new MLContext { GpuDeviceId = 2, FallbackToCpu = false };
        Assert.Equal(2, ml.GpuDeviceId);
        Assert.False(ml.FallbackToCpu);
        Assert.Null(new MLContext().GpuDeviceId);
    }

    [Fact]
    public void HostsOfContextsWithTheSameSeedDrawTheSame()
    {
        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));
    }

    private static int[] Draw(int seed)
    {
        IHost host = ((IHostEnvironment)new MLContext(seed)).Register("Component");
        return [.. Enumerable.Range(0, 10).Select(_ => host.Rand.Next(1000))];
    }
}
