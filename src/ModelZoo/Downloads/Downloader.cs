using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace MlNetDeep;

/// <summary>
/// Downloads one file into a partial file beside its place, which an interruption leaves for the next attempt, checks it
/// and renames it.
/// </summary>
/// <param name="client">What asks the server.</param>
/// <param name="options">Limits, and whether http will do.</param>
internal sealed class Downloader(HttpClient client, ModelStoreOptions options)
{
    private const int BufferSize = 1 << 17;

    public async Task DownloadAsync(
        RemoteFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        CheckScheme(file, file.Source);
        if (file.Size > options.MaxBytes)
        {
            throw new DownloadException(
                $"{file.FileName} has {file.Size} bytes; {nameof(ModelStoreOptions)}.{nameof(options.MaxBytes)} allows {options.MaxBytes}.");
        }

        // What is packed has a size that nobody said.
        var size = file.IsPacked ? null : file.Size;
        var partial = $"{path}.part";
        var stream = OpenPartial(partial);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.Length > (size ?? options.MaxBytes))
            {
                stream.SetLength(0);
            }

            if (stream.Length != size)
            {
                using var patience = new Patience(options.Timeout, cancellationToken);
                try
                {
                    using var response = await RequestAsync(file, stream, patience).ConfigureAwait(false);
                    await ReceiveAsync(file, response, stream, progress, patience).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    throw new HttpRequestException(
                        $"the server has sent nothing for {options.Timeout.TotalSeconds:0.#} s; what has come is kept, and the next "
                        + "attempt goes on from there.");
                }
            }

            stream.Flush(flushToDisk: true);
        }

        if (file.IsPacked ? Unpack(file, partial, path) : await FileCheck.MatchesAsync(file, partial, null, cancellationToken).ConfigureAwait(false))
        {
            if (!file.IsPacked)
            {
                File.Move(partial, path, overwrite: true);
            }

            File.Delete(partial);
            return;
        }

        File.Delete(partial);
        throw new DownloadException(
            $"What {file.Source} gave is not the file that it should be: its SHA-256 is not {file.Sha256}"
            + $"{(file.Size is { } due ? $", or it has not {due} bytes" : "")}. It was deleted; try again, or get the "
            + $"file elsewhere and put it in place as {path}.");
    }

    // False, and no file, when the content is not the one that is due.
    private bool Unpack(RemoteFile file, string partial, string path)
    {
        try
        {
            AtomicFile.Write(path, target =>
            {
                using var packed = StorageFault.OpenRead(partial);
                using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var most = Math.Min(file.Size ?? options.MaxBytes, options.MaxBytes);
                var buffer = new byte[BufferSize];
                for (int count; (count = unpacked.Read(buffer)) > 0;)
                {
                    if (target.Position + count > most)
                    {
                        throw new InvalidDataException("It unpacks to more than is due.");
                    }

                    hash.AppendData(buffer, 0, count);
                    target.Write(buffer, 0, count);
                }

                if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
                {
                    throw new InvalidDataException("It has another content.");
                }
            });
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static FileStream OpenPartial(string partial)
    {
        FileStream stream;
        try
        {
            RefuseLink(partial);
#pragma warning disable RS0030 // What is there of it is gone on with, and nobody else may.
            stream = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
#pragma warning restore RS0030
        }
        catch (IOException e) when (File.Exists(partial) && e is not FileNotFoundException)
        {
            throw new DownloadException(
                $"{partial} is in use: another process is probably downloading the same file. Try again when it is done.", e);
        }

        try
        {
            // Again, now that nothing was written yet: it may have been put there in between.
            RefuseLink(partial);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static void RefuseLink(string partial)
    {
        if (new FileInfo(partial).LinkTarget is { } target)
        {
            throw new DownloadException(
                $"{partial} is a link to '{target}', which a download would overwrite. No download makes such a link: delete it, and "
                + "see who else may write in that folder.");
        }
    }

    private void CheckScheme(RemoteFile file, Uri? address)
    {
        if (address?.Scheme != Uri.UriSchemeHttps && !options.AllowHttp)
        {
            throw new DownloadException(
                $"{address} is not https, so anybody on the way could see and change what is sent. Give an https address for "
                + $"{file.FileName}, or set {nameof(ModelStoreOptions)}.{nameof(options.AllowHttp)} for a server that you trust.");
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(RemoteFile file, FileStream stream, Patience patience)
    {
        var response = await SendAsync(file, stream.Length, patience).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && stream.Length > 0)
        {
            // What lies here is no beginning of what the server has.
            response.Dispose();
            stream.SetLength(0);
            response = await SendAsync(file, 0, patience).ConfigureAwait(false);
        }

        try
        {
            // Where redirections have led to.
            CheckScheme(file, response.RequestMessage?.RequestUri);
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

    private async Task<HttpResponseMessage> SendAsync(RemoteFile file, long from, Patience patience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Source);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Renewed).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(
        RemoteFile file, HttpResponseMessage response, FileStream stream, IProgress<DownloadProgress>? progress, Patience patience)
    {
        var total = (file.IsPacked ? null : file.Size) ?? stream.Position + response.Content.Headers.ContentLength;
        var most = Math.Min(total ?? options.MaxBytes, options.MaxBytes);
        var body = await response.Content.ReadAsStreamAsync(patience.Renewed).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            int count;
            while ((count = await body.ReadAsync(buffer, patience.Renewed).ConfigureAwait(false)) > 0)
            {
                if (stream.Position + count > most)
                {
                    throw new HttpRequestException($"the server sends more than the {most} bytes that are due or allowed.");
                }

                await stream.WriteAsync(buffer.AsMemory(0, count), patience.Renewed).ConfigureAwait(false);
                progress?.Report(new DownloadProgress(file.FileName, stream.Position, total));
            }
        }

        if (stream.Position < total)
        {
            throw new HttpRequestException(
                $"the connection ended after {stream.Position} of {total} bytes; the next attempt goes on from there.");
        }
    }

    /// <summary>How long to wait for the server's next answer; each answer renews it.</summary>
    private sealed class Patience(TimeSpan timeout, CancellationToken cancellationToken) : IDisposable
    {
        private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        public CancellationToken Renewed
        {
            get
            {
                _source.CancelAfter(timeout);
                return _source.Token;
            }
        }

        public void Dispose() => _source.Dispose();
    }
}
