using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep.Estimators;

/// <summary>Tells how the styling of one picture goes: always to the MLContext's log, and to the console as asked.</summary>
internal sealed class StyleProgress : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(200);

    private readonly IChannel _channel;
    private readonly ProgressOutput _output;
    private readonly string _name;
    private readonly int _steps;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _drawn = -_redraw;
    private StyleLosses _first;
    private StyleLosses _last;
    private int _step;
    private int _length;

    public StyleProgress(IChannel channel, ProgressOutput output, string name, int steps)
    {
        _channel = channel;
        _name = name;
        _steps = steps;
        _output = output != ProgressOutput.Auto ? output : Console.IsOutputRedirected ? ProgressOutput.Lines : ProgressOutput.Bar;
    }

    /// <summary>Writes a line to the log.</summary>
    public void Info(string message) => _channel.Info(MessageSensitivity.None, "{0}", message);

    /// <summary>A step is done, or the start is known.</summary>
    public void Step(int step, StyleLosses losses)
    {
        (_step, _last) = (step, losses);
        if (step == 0)
        {
            _first = losses;
        }

        TimeSpan now = _clock.Elapsed;
        if (_output != ProgressOutput.Bar || (now - _drawn < _redraw && step < _steps))
        {
            return;
        }

        _drawn = now;
        int filled = (int)((double)step / _steps * BarWidth);
        string left = step > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {now * ((double)(_steps - step) / step):m\\:ss} left") : "";
        Draw(string.Create(CultureInfo.InvariantCulture,
            $"{_name} [{new string('=', filled)}{new string(' ', BarWidth - filled)}] {step}/{_steps}  style {losses.Style:g4}  content {losses.Content:g4}{left}"));
    }

    /// <summary>The picture is done.</summary>
    public void Finish()
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{_name}: {_step} steps in {_clock.Elapsed.TotalSeconds:0.0} s, style loss {_first.Style:g4} to {_last.Style:g4}, content loss {_first.Content:g4} to {_last.Content:g4}");
        Info(line);
        if (_output == ProgressOutput.Lines)
        {
            Console.Out.WriteLine(line);
        }
        else if (_output == ProgressOutput.Bar)
        {
            Draw(line);
        }
    }

    /// <summary>Ends a half-drawn bar's line.</summary>
    public void Dispose()
    {
        if (_length > 0)
        {
            Console.Out.WriteLine();
        }
    }

    private void Draw(string line)
    {
        Console.Out.Write("\r" + line.PadRight(_length));
        Console.Out.Flush();
        _length = line.Length;
    }
}
