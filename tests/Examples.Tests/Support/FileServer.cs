using System.Net;
using System.Net.Sockets;

namespace MlNetDeep.Examples.Tests;

/// <summary>A web server on this machine that gives files from memory and counts the questions.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly Task _loop;

    public FileServer()
    {
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/digits");
        }
        _listener.Prefixes.Add(Address.AbsoluteUri + "/");
        _listener.Start();
        _loop = ServeAsync();
    }

    public Uri Address { get; }

    public int Requests { get; private set; }

    public byte[] this[string name]
    {
        set => _files[name] = value;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
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

            Requests++;
            if (_files.TryGetValue(Path.GetFileName(context.Request.Url!.AbsolutePath), out byte[]? content))
                await context.Response.OutputStream.WriteAsync(content);
            else
                context.Response.StatusCode = 404;
            context.Response.Close();
        }
    }
}
