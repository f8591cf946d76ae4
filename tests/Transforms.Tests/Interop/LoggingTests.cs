using Microsoft.Extensions.Logging;
using Microsoft.ML.Runtime;

namespace MlNetDeep.Transforms.Tests;

/// <summary>The context's log as entries of a logger.</summary>
public sealed class LoggingTests
{
    [Fact]
    public void EveryKindHasItsLevelAndTheEventStays()
    {
        var ml = new MLContext(seed: 1);
        var logger = new ListLogger();
        List<string> events = [];
        ml.Log += (_, entry) => events.Add(entry.RawMessage);
        using (ml.LogTo(logger))
        {
            using IChannel channel = ((IChannelProvider)ml).Start("Part");
            channel.Info(MessageSensitivity.None, "a {0}", 1);
            channel.Warning(MessageSensitivity.None, "b");
            channel.Error(MessageSensitivity.None, "c");
            channel.Trace(MessageSensitivity.None, "d");
        }

        using (IChannel channel = ((IChannelProvider)ml).Start("Part"))
            channel.Info(MessageSensitivity.None, "after");
        Assert.Equal(
            [(LogLevel.Information, "Part: a 1"), (LogLevel.Warning, "Part: b"), (LogLevel.Error, "Part: c"), (LogLevel.Trace, "Part: d")],
            logger.Entries.Where(entry => entry.Text.StartsWith("Part: ", StringComparison.Ordinal) && entry.Text.Length < 10));
        Assert.Contains("after", events);
        Assert.DoesNotContain(logger.Entries, entry => entry.Text.Contains("after", StringComparison.Ordinal));
        Assert.Contains(logger.Values, value => value is { Key: "Source", Value: "Part" });
    }

    private sealed class ListLogger : ILogger
    {
        public List<(LogLevel Level, string Text)> Entries { get; } = [];

        public List<KeyValuePair<string, object?>> Values { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Entries.Add((logLevel, formatter(state, exception)));
            Values.AddRange((IEnumerable<KeyValuePair<string, object?>>)state!);
        }
    }
}
