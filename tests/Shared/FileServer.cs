using System.Net;

namespace MlNetDeep.Tests.Shared;

/// <summary>A web server on this machine that gives one file, and can misbehave.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private readonly List<HttpListenerResponse> _stalled = [];

    public FileServer(byte[] content)
    {
        Content = content;
        for (var port = 18_500; !_listener.IsListening; port++)
        {
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                _listener.Start();
                Address = new Uri($"http://127.0.0.1:{port}/w.bin");
            }
            catch (HttpListenerException) when (port < 18_600)
            {
                // Somebody else has this port.
            }
        }

        _loop = ServeAsync();
    }

    public Uri Address { get; } = null!;

    public byte[] Content { get; set; }

    /// <summary>Breaks the connection after so many bytes of an answer.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Sends nothing more after so many bytes of an answer, and keeps the connection.</summary>
    public int? StallAfter { get; set; }

    /// <summary>Whether requests for parts are answered with the whole.</summary>
    public bool IgnoresRanges { get; set; }

    public int? Status { get; set; }

    /// <summary>Where each request wanted to begin.</summary>
    public List<long> Starts { get; } = [];

    public void Dispose()
    {
        _listener.Close();
        _loop.Wait();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
            {
                // The client went away.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var range = context.Request.Headers["Range"];
        var start = range is null ? 0 : long.Parse(range["bytes=".Length..^1]);
        Starts.Add(start);
        var response = context.Response;
        if (Status is { } status)
        {
            response.StatusCode = status;
        }
        else if (range is not null && start >= Content.Length)
        {
            response.StatusCode = 416;
        }
        else
        {
            var from = range is null || IgnoresRanges ? 0 : (int)start;
            response.StatusCode = from > 0 ? 206 : 200;
            if (from > 0)
            {
                response.Headers["Content-Range"] = $"bytes {from}-{Content.Length - 1}/{Content.Length}";
            }

            response.ContentLength64 = Content.Length - from;
            if (StallAfter is { } stall)
            {
                await response.OutputStream.WriteAsync(Content.AsMemory(from, Math.Min(stall, Content.Length - from)));
                await response.OutputStream.FlushAsync();
                _stalled.Add(response);
                return;
            }

            var count = Math.Min(BreakAfter ?? int.MaxValue, Content.Length - from);
            await response.OutputStream.WriteAsync(Content.AsMemory(from, count));
            if (count < Content.Length - from)
            {
                response.Abort();
                return;
            }
        }

        response.Close();
    }
}
