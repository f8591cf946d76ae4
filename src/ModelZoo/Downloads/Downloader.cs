using System.Net;
using System.Net.Http.Headers;

namespace MlNetDeep.ModelZoo;

/// <summary>
/// Downloads one file into a partial file beside its place, which an interruption leaves for the next attempt, checks it
/// and renames it.
/// </summary>
internal sealed class Downloader(HttpClient client)
{
    // No published weights come near; a server that sends more sends something else.
    private const long Largest = 16L << 30;
    private const int BufferSize = 1 << 17;

    public async Task DownloadAsync(
        RemoteFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var partial = $"{path}.part";
        var stream = OpenPartial(partial);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > (file.Size ?? Largest))
            {
                stream.SetLength(0);
            }

            if (stream.Length != file.Size)
            {
                using var response = await RequestAsync(file, stream, cancellationToken).ConfigureAwait(false);
                await ReceiveAsync(file, response, stream, progress, cancellationToken).ConfigureAwait(false);
            }

            stream.Flush(flushToDisk: true);
        }

        if (!await FileCheck.MatchesAsync(file, partial, cancellationToken).ConfigureAwait(false))
        {
            File.Delete(partial);
            throw new DownloadException(
                $"What {file.Source} gave is not the file that it should be: its SHA-256 does not begin with {file.Sha256}"
                + $"{(file.Size is { } size ? $", or it has not {size} bytes" : "")}. It was deleted; try again, or get the "
                + $"file elsewhere and put it in place as {path}.");
        }

        File.Move(partial, path, overwrite: true);
    }

    private static FileStream OpenPartial(string partial)
    {
        try
        {
            return new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(partial))
        {
            throw new DownloadException(
                $"{partial} is in use: another process is probably downloading the same file. Try again when it is done.", e);
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(
        RemoteFile file, FileStream stream, CancellationToken cancellationToken)
    {
        var response = await SendAsync(file, stream.Length, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && stream.Length > 0)
        {
            // What lies here is no beginning of what the server has.
            response.Dispose();
            stream.SetLength(0);
            response = await SendAsync(file, 0, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            response.EnsureSuccessStatusCode();
        }
        catch
        {
            response.Dispose();
            throw;
        }

        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            // The server gives all of it.
            stream.SetLength(0);
        }
        else if (response.Content.Headers.ContentRange?.From != stream.Length)
        {
            response.Dispose();
            throw new HttpRequestException("the server sends another part than the one that is missing.");
        }

        stream.Position = stream.Length;
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(RemoteFile file, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Source);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task ReceiveAsync(
        RemoteFile file, HttpResponseMessage response, FileStream stream, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var total = file.Size ?? stream.Position + response.Content.Headers.ContentLength;
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            int count;
            while ((count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (stream.Position + count > (total ?? Largest))
                {
                    throw new HttpRequestException($"the server sends more than the {total ?? Largest} bytes that are due.");
                }

                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                progress?.Report(new DownloadProgress(file.FileName, stream.Position, total));
            }
        }

        if (stream.Position < total)
        {
            throw new HttpRequestException(
                $"the connection ended after {stream.Position} of {total} bytes; the next attempt goes on from there.");
        }
    }
}
