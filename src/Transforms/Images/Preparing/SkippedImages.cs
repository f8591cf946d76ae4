using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Counts images that were left out and warns about them once.</summary>
internal sealed class SkippedImages(IHostEnvironment environment)
{
    private const int Shown = 5;
    private readonly List<string> _messages = [];
    private long _count;

    public void Add(ImageFileException error)
    {
        _count++;
        if (_messages.Count < Shown)
            _messages.Add(error.Message);
    }

    public void Report()
    {
        if (_count == 0)
            return;
        string more = _count > _messages.Count ? $" (the first {_messages.Count} of them)" : "";
        using IChannel channel = environment.Start("PrepareImages");
        channel.Warning(MessageSensitivity.None, "{0}", $"{_count} images were left out{more}: {string.Join(" ", _messages)}");
        _count = 0;
        _messages.Clear();
    }
}
