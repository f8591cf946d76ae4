using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>The log of an <see cref="MLContext"/> for an <see cref="ILogger"/>.</summary>
public static partial class LoggingExtensions
{
    extension(MLContext mlContext)
    {
        /// <summary>
        /// Writes what the context logs to a logger from now on: messages of this library and of ML.NET, as structured entries
        /// with <c>Source</c> (the component) and <c>Text</c>. <c>MLContext.Log</c> stays as it is.
        /// </summary>
        /// <param name="logger">The logger. ML.NET's own steps are at <see cref="LogLevel.Trace"/>, an epoch at <see cref="LogLevel.Information"/>.</param>
        /// <returns>Ends the writing when it is disposed.</returns>
        public IDisposable LogTo(ILogger logger)
        {
            ArgumentNullException.ThrowIfNull(mlContext);
            ArgumentNullException.ThrowIfNull(logger);
            return new Subscription(mlContext, logger);
        }
    }

    private static LogLevel LevelOf(ChannelMessageKind kind) => kind switch
    {
        ChannelMessageKind.Trace => LogLevel.Trace,
        ChannelMessageKind.Warning => LogLevel.Warning,
        ChannelMessageKind.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };

    [LoggerMessage(Message = "{Source}: {Text}")]
    private static partial void Write(ILogger logger, LogLevel level, string source, string text);

    private sealed class Subscription : IDisposable
    {
        private readonly MLContext _context;
        private readonly ILogger _logger;

        public Subscription(MLContext context, ILogger logger)
        {
            (_context, _logger) = (context, logger);
            context.Log += OnLog;
        }

        public void Dispose() => _context.Log -= OnLog;

        private void OnLog(object? sender, LoggingEventArgs entry) => Write(_logger, LevelOf(entry.Kind), entry.Source, entry.RawMessage);
    }
}
