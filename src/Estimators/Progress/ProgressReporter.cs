using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators.Progress;

/// <summary>Tells how a run goes: always to the MLContext's log, and to the console as asked.</summary>
internal sealed class ProgressReporter : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(100);

    private readonly IChannel _channel;
    private readonly ProgressOutput _output;
    private readonly TextWriter _writer;
    private readonly int _epochs;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _drawn = TimeSpan.MinValue;
    private int _epoch;
    private long _firstBatch;
    private TimeSpan _epochStart;
    private int _length;

    public ProgressReporter(IChannel channel, ProgressOutput output, int epochs, TextWriter? writer = null)
    {
        _channel = channel;
        _epochs = epochs;
        _writer = writer ?? Console.Out;
        _output = output != ProgressOutput.Auto ? output : Console.IsOutputRedirected ? ProgressOutput.Lines : ProgressOutput.Bar;
    }

    /// <summary>Writes a line to the log.</summary>
    public void Info(string message) => _channel.Info(MessageSensitivity.None, "{0}", message);

    /// <summary>Writes a warning to the log.</summary>
    public void Warning(string message) => _channel.Warning(MessageSensitivity.None, "{0}", message);

    /// <summary>A batch is done.</summary>
    public void Batch(int epoch, long batch, long batches, double meanLoss)
    {
        if (_output != ProgressOutput.Bar)
        {
            return;
        }

        TimeSpan now = _clock.Elapsed;
        if (epoch != _epoch)
        {
            (_epoch, _firstBatch, _epochStart) = (epoch, batch - 1, now);
        }

        if (now - _redraw < _drawn && batch < batches)
        {
            return;
        }

        _drawn = now;
        double done = (double)batch / batches;
        int filled = (int)(done * BarWidth);
        long timed = batch - _firstBatch;
        TimeSpan left = timed > 1 ? (now - _epochStart) * ((double)(batches - batch) / (timed - 1)) : TimeSpan.Zero;
        string eta = timed > 1 ? string.Create(CultureInfo.InvariantCulture, $"  {left:m\\:ss} left") : "";
        Draw(string.Create(CultureInfo.InvariantCulture,
            $"epoch {epoch}/{_epochs} [{new string('=', filled)}{new string(' ', BarWidth - filled)}] {batch}/{batches}  loss {meanLoss:0.0000}{eta}"));
    }

    /// <summary>An epoch is done.</summary>
    public void Epoch(EpochRecord record, int epochs, string metricName)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"epoch {record.Epoch}/{epochs}  loss {record.Loss:0.0000}");
        if (record.Metric is { } metric)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {metricName} {metric:0.0000}");
        }

        foreach ((string name, double value) in record.Measures ?? ReadOnlyDictionary<string, double>.Empty)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {name} {value:0.0000}");
        }

        if (record.ValidationLoss is { } loss)
        {
            line.Append(CultureInfo.InvariantCulture, $"  validation loss {loss:0.0000}  validation {metricName} {record.ValidationMetric:0.0000}");
        }

        line.Append(CultureInfo.InvariantCulture, $"  learning rate {record.LearningRate:g4}  {record.Duration.TotalSeconds:0.0} s");
        Info(line.ToString());
        if (_output == ProgressOutput.Lines)
        {
            _writer.WriteLine(line);
        }
        else if (_output == ProgressOutput.Bar)
        {
            Draw(line.ToString());
            _writer.WriteLine();
            _length = 0;
        }
    }

    /// <summary>Ends a half-drawn bar's line.</summary>
    public void Dispose()
    {
        if (_length > 0)
        {
            _writer.WriteLine();
        }
    }

    private void Draw(string line)
    {
        // Spaces wipe out what is left of a longer line.
        _writer.Write("\r" + line.PadRight(_length));
        _writer.Flush();
        _length = line.Length;
    }
}
