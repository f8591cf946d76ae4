using System.Security.Cryptography;
using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class CheckedDownloadTests
{
    private static readonly byte[] s_content = IdxBytes.Pattern(200_000);
    private static readonly KnownFile s_known = new("digits", s_content.Length, Convert.ToHexStringLower(SHA256.HashData(s_content)));

    [Fact]
    public async Task Fetches_what_is_missing_once()
    {
        await using FileServer server = new();
        server["digits.gz"] = IdxBytes.Gzip(s_content);
        using TemporaryFolder folder = new();
        StringWriter log = new();

        await CheckedDownload.FetchAsync(server.Address, folder.File("data"), [s_known], log);
        Assert.Equal(s_content, File.ReadAllBytes(folder.File("data/digits")));
        Assert.Contains(server.Address.AbsoluteUri + "/digits.gz", log.ToString(), StringComparison.Ordinal);

        await CheckedDownload.FetchAsync(server.Address, folder.File("data"), [s_known], log);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Nothing_of_a_wrong_file_is_kept()
    {
        byte[] altered = [.. s_content];
        altered[^1] ^= 1;
        byte[] packed = IdxBytes.Gzip(s_content);
        byte[][] wrong = [IdxBytes.Gzip(altered), IdxBytes.Gzip(s_content.AsSpan(1)), IdxBytes.Gzip([.. s_content, 0]), packed[..(packed.Length / 2)], s_content];
        foreach (byte[] content in wrong)
        {
            await using FileServer server = new();
            server["digits.gz"] = content;
            using TemporaryFolder folder = new();
            await Assert.ThrowsAsync<InvalidDataException>(() => CheckedDownload.FetchAsync(server.Address, folder.Path, [s_known], TextWriter.Null));
            Assert.Empty(Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public async Task A_missing_file_is_an_error_of_the_server()
    {
        await using FileServer server = new();
        using TemporaryFolder folder = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => CheckedDownload.FetchAsync(server.Address, folder.Path, [s_known], TextWriter.Null));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
