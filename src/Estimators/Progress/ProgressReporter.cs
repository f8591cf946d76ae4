using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace MlNetDeep.Estimators.Progress;

/// <summary>Tells how a run goes: always to the MLContext's log, and to the console as asked.</summary>
internal sealed class ProgressReporter : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(100);

    private readonly IChannel _channel;
    private readonly ProgressOutput _output;
    private readonly TextWriter _writer;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _drawn = TimeSpan.MinValue;
    private string _part = "";
    private long _firstDone;
    private TimeSpan _partStart;
    private int _length;

    public ProgressReporter(IChannel channel, ProgressOutput output, TextWriter? writer = null)
    {
        _channel = channel;
        _writer = writer ?? Console.Out;
        _output = output != ProgressOutput.Auto ? output : Console.IsOutputRedirected ? ProgressOutput.Lines : ProgressOutput.Bar;
    }

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Writes a line to the log.</summary>
    public void Info(string message) => _channel.Info(MessageSensitivity.None, "{0}", message);

    /// <summary>Writes a warning to the log.</summary>
    public void Warning(string message) => _channel.Warning(MessageSensitivity.None, "{0}", message);

    /// <summary>Some more of a part is done: draws the bar.</summary>
    /// <param name="part">The part, an epoch for example.</param>
    /// <param name="done">How much is done.</param>
    /// <param name="all">How much there is to do.</param>
    /// <param name="state">What it has come to.</param>
    public void Bar(string part, long done, long all, string state)
    {
        if (_output != ProgressOutput.Bar)
        {
            return;
        }

        TimeSpan now = _clock.Elapsed;
        if (part != _part)
        {
            (_part, _firstDone, _partStart) = (part, done - 1, now);
        }

        if (now - _redraw < _drawn && done < all)
        {
            return;
        }

        _drawn = now;
        int filled = (int)((double)done / all * BarWidth);
        long timed = done - _firstDone;
        TimeSpan left = timed > 1 ? (now - _partStart) * ((double)(all - done) / (timed - 1)) : TimeSpan.Zero;
        string eta = timed > 1 ? $"  {left:m\\:ss} left" : "";
        Draw($"{part} [{new string('=', filled)}{new string(' ', BarWidth - filled)}] {done}/{all}  {state}{eta}");
    }

    /// <summary>A part is done: its line goes to the log and in the place of the bar.</summary>
    public void Line(string line)
    {
        Info(line);
        if (_output == ProgressOutput.Lines)
        {
            _writer.WriteLine(line);
        }
        else if (_output == ProgressOutput.Bar)
        {
            Draw(line);
            _writer.WriteLine();
            _length = 0;
        }
    }

    /// <summary>A batch is done.</summary>
    public void Batch(int epoch, int epochs, long batch, long batches, double meanLoss)
    {
        // A string for each batch is wasted where there is no bar.
        if (_output == ProgressOutput.Bar)
        {
            Bar($"epoch {epoch}/{epochs}", batch, batches, $"loss {meanLoss:0.0000}");
        }
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
            line.Append(CultureInfo.InvariantCulture, $"  validation loss {loss:0.0000}");
            if (record.ValidationMetric is { } validationMetric)
            {
                line.Append(CultureInfo.InvariantCulture, $"  validation {metricName} {validationMetric:0.0000}");
            }
        }

        line.Append(CultureInfo.InvariantCulture, $"  learning rate {record.LearningRate:g4}  {record.Duration.TotalSeconds:0.0} s");
        Line(line.ToString());
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
