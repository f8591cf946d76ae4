using System.Security.Cryptography;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests.Downloads;

/// <summary>Downloads from a server on this machine; nothing comes from outside.</summary>
public sealed class ModelStoreTests : IDisposable
{
    private const string Digits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly byte[] _content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 / 3))];

    private readonly TemporaryFolder _folder = new();
    private readonly FileServer _server = new(_content);
    private readonly ModelStore _store;

    public ModelStoreTests() => _store = new(new() { Folder = _folder.File("models"), AllowHttp = true });

    private string Target => Path.Combine(_store.Folder, "w.bin");

    private string Partial => $"{Target}.part";

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private RemoteFile Describe(long? size = null) => new(_server.Address, "w.bin", Hash(_content), size);

    [Fact]
    public async Task A_missing_file_is_downloaded_once_with_progress()
    {
        var seen = new Progress();
        Assert.Equal(Target, await _store.GetAsync(Describe(), seen));
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
        Assert.Equal(new DownloadProgress("w.bin", _content.Length, _content.Length), seen.Reports[^1]);
        Assert.Equal(seen.Reports.Select(r => r.Received).Order(), seen.Reports.Select(r => r.Received));
        await _store.GetAsync(Describe(_content.Length));
        Assert.Equal([0], _server.Starts);
        Assert.Equal([Target], Directory.GetFiles(_store.Folder));
    }

    [Fact]
    public async Task An_interrupted_download_goes_on_where_it_stopped()
    {
        _server.BreakAfter = 100_000;
        var error = await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()));
        Assert.Contains($"put it into {_store.Folder} as 'w.bin'", error.Message);
        Assert.False(File.Exists(Target));
        var kept = new FileInfo(Partial).Length;
        Assert.InRange(kept, 1, 100_000);

        _server.BreakAfter = null;
        await _store.GetAsync(Describe());
        Assert.Equal([0, kept], _server.Starts);
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
        Assert.False(File.Exists(Partial));
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(400_000, false)]
    public async Task A_remainder_that_the_server_does_not_continue_is_replaced(int length, bool ignoresRanges)
    {
        _server.IgnoresRanges = ignoresRanges;
        Directory.CreateDirectory(_store.Folder);
        await File.WriteAllBytesAsync(Partial, new byte[length]);
        await _store.GetAsync(Describe());
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task Other_content_is_refused_and_deleted()
    {
        _server.Content = [.. _content.Reverse()];
        var error = await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()));
        Assert.Contains($"its SHA-256 is not {Hash(_content)}", error.Message);
        Assert.Empty(Directory.GetFiles(_store.Folder));

        // A wrong beginning of an earlier attempt is found out the same way, and the next attempt is sound.
        _server.Content = _content;
        await File.WriteAllBytesAsync(Partial, new byte[1000]);
        await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()));
        await _store.GetAsync(Describe());
    }

    [Fact]
    public async Task A_wrong_file_in_the_folder_is_named_and_left()
    {
        Directory.CreateDirectory(_store.Folder);
        await File.WriteAllBytesAsync(Target, [1, 2, 3]);
        var error = await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()));
        Assert.Contains($"{Target} is not the file", error.Message);
        Assert.Empty(_server.Starts);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task More_bytes_than_due_are_not_taken()
    {
        await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe(1000)));
        Assert.InRange(new FileInfo(Partial).Length, 0, 1000);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public async Task Errors_of_the_server_say_what_to_do_by_hand(int status)
    {
        _server.Status = status;
        var error = await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()));
        Assert.Contains(_server.Address.ToString(), error.Message);
        Assert.Contains("MLNETDEEP_MODELS", error.Message);
    }

    [Fact]
    public async Task Offline_uses_the_folder_only()
    {
        var store = new ModelStore(new() { Folder = _store.Folder, Offline = true });
        var error = await Assert.ThrowsAsync<DownloadException>(() => store.GetAsync(Describe()));
        Assert.Contains($"put it into {_store.Folder} as 'w.bin'", error.Message);
        Assert.False(Directory.Exists(_store.Folder));
        Directory.CreateDirectory(_store.Folder);
        await File.WriteAllBytesAsync(Target, _content);
        Assert.Equal(Target, await store.GetAsync(Describe()));
        Assert.Empty(_server.Starts);
    }

    [Fact]
    public async Task Cancelling_keeps_what_has_come()
    {
        using var source = new CancellationTokenSource();
        var progress = new Progress { Then = source.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.GetAsync(Describe(), progress, source.Token));
        Assert.False(File.Exists(Target));
        await _store.GetAsync(Describe());
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_download_in_progress_elsewhere_is_named()
    {
        Directory.CreateDirectory(_store.Folder);
        using var other = new FileStream(Partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains(
            "another process", (await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()))).Message);
    }

    [Fact]
    public async Task Plain_http_is_only_for_who_asks_for_it()
    {
        var store = new ModelStore(new() { Folder = _store.Folder });
        var error = await Assert.ThrowsAsync<DownloadException>(() => store.GetAsync(Describe()));
        Assert.Contains("is not https", error.Message);
        Assert.Contains("ModelStoreOptions.AllowHttp", error.Message);
        Assert.Empty(_server.Starts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public async Task A_server_that_falls_silent_is_left(int after)
    {
        _server.StallAfter = after;
        var store = new ModelStore(new() { Folder = _store.Folder, AllowHttp = true, Timeout = TimeSpan.FromSeconds(0.3) });
        var error = await Assert.ThrowsAsync<DownloadException>(() => store.GetAsync(Describe()));
        Assert.Contains("the server has sent nothing for 0.3 s", error.Message);
        Assert.False(File.Exists(Target));

        // With the usual patience: the machine may be busy.
        _server.StallAfter = null;
        await _store.GetAsync(Describe());
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_planted_link_is_not_followed()
    {
        Directory.CreateDirectory(_store.Folder);
        var victim = _folder.Write("victim", "precious"u8);
        File.CreateSymbolicLink(Partial, victim);
        Assert.Contains("is a link to", (await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()))).Message);
        File.Delete(Partial);
        File.CreateSymbolicLink(Partial, _folder.File("not there"));
        Assert.Contains("is a link to", (await Assert.ThrowsAsync<DownloadException>(() => _store.GetAsync(Describe()))).Message);
        Assert.Equal("precious", await File.ReadAllTextAsync(victim));
        Assert.False(File.Exists(_folder.File("not there")));
        Assert.Empty(_server.Starts);
    }

    [Fact]
    public async Task A_file_has_a_largest_size()
    {
        var store = new ModelStore(new() { Folder = _store.Folder, AllowHttp = true, MaxBytes = 200_000 });
        Assert.Contains("MaxBytes allows 200000", (await Assert.ThrowsAsync<DownloadException>(() => store.GetAsync(Describe(_content.Length)))).Message);
        Assert.Contains("more than the 200000 bytes", (await Assert.ThrowsAsync<DownloadException>(() => store.GetAsync(Describe()))).Message);
        Assert.InRange(new FileInfo(Partial).Length, 0, 200_000);
    }

    [Fact]
    public async Task The_environment_is_blamed_for_what_is_its_fault()
    {
        const string remedy = "Set the environment variable MLNETDEEP_MODELS, or ModelStoreOptions.Folder, to a folder that can be written.";
        var file = _folder.Write("file", "x"u8);
        var store = new ModelStore(new() { Folder = Path.Combine(file, "models"), AllowHttp = true });
        var error = await Assert.ThrowsAsync<StorageException>(() => store.GetAsync(Describe()));
        Assert.Contains($"'{file}' is a file, not a folder. {remedy}", error.Message);

        using var disk = new Disk(_folder.File("disk"), "64k");
        store = new ModelStore(new() { Folder = disk.Folder, AllowHttp = true });
        error = await Assert.ThrowsAsync<StorageException>(() => store.GetAsync(Describe()));
        Assert.Contains($"there is no space left on the disk of '{disk.Folder}'. {remedy}", error.Message);

        disk.MakeReadOnly();
        error = await Assert.ThrowsAsync<StorageException>(() => store.GetAsync(new RemoteFile(_server.Address, "other.bin", Digits)));
        Assert.Contains($"the file system of '{disk.Folder}' is read-only. {remedy}", error.Message);
    }

    [Fact]
    public async Task A_packed_file_is_unpacked_and_checked_then()
    {
        _server.Content = Gzip(_content);
        await _store.GetAsync(new RemoteFile(_server.Address, "w.bin", Hash(_content), _content.Length, isPacked: true));
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
        Assert.Equal([Target], Directory.GetFiles(_store.Folder));
        foreach (var other in new[] { Gzip([.. _content, 1]), Gzip(_content[1..]), _content })
        {
            File.Delete(Target);
            _server.Content = other;
            var error = await Assert.ThrowsAsync<DownloadException>(
                () => _store.GetAsync(new RemoteFile(_server.Address, "w.bin", Hash(_content), _content.Length, isPacked: true)));
            Assert.Contains("is not the file that it should be", error.Message);
            Assert.Empty(Directory.GetFiles(_store.Folder));
        }

        static byte[] Gzip(byte[] bytes)
        {
            var packed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal))
            {
                gzip.Write(bytes);
            }

            return packed.ToArray();
        }
    }

    [Fact]
    public void Options_are_checked_together() => Assert.Equal(
        3, Assert.Throws<OptionsException>(() => new ModelStore(new() { Folder = "", Timeout = TimeSpan.Zero, MaxBytes = 0 })).Problems.Count);

    [Fact]
    public async Task A_network_gets_published_weights_preprocessing_and_labels()
    {
        var source = Networks.Create("cifar_resnet20", new() { Seed = 9 });
        var path = _folder.File("source.safetensors");
        source.SaveWeights(path);
        _server.Content = await File.ReadAllBytesAsync(path);
        Directory.CreateDirectory(_store.Folder);
        var names = string.Join('\n', Enumerable.Range(0, 10).Select(i => $"class {i}"));
        await File.WriteAllTextAsync(Path.Combine(_store.Folder, "names.txt"), names);
        var weights = new PublishedWeights(
            "mine", "cifar_resnet20", new(_server.Address, "w.bin", Hash(_server.Content)), new() { Mean = [0.25f] },
            new(_server.Address, "names.txt", Hash(System.Text.Encoding.UTF8.GetBytes(names))), "a test");

        var network = await _store.CreateAsync(weights);
        Assert.Equal(source.Tensors["layer1.0.conv1.weight"].Floats.ToArray(), network.Tensors["layer1.0.conv1.weight"].Floats.ToArray());
        Assert.Equal("class 9", network.Labels![9]);
        Assert.Equal([0.25f], network.Preprocessing!.Mean);

        var other = await _store.CreateAsync(weights, new() { Classes = 3, Height = 40, Width = 40 });
        Assert.Null(other.Labels);
        Assert.Equal(40, other.Preprocessing!.Height);
        Assert.Equal([3, 64], other.Tensors["linear.weight"].Shape);
    }

    [Fact]
    public void The_catalogue_fits_the_zoo()
    {
        Assert.All(WeightCatalog.All, w =>
        {
            Assert.Contains(w.Architecture, Networks.Names);
            Assert.Equal("https", w.File.Source.Scheme);
            Assert.Contains(w.File.Sha256[..8], w.File.FileName);
            Assert.Same(w, WeightCatalog.Find(w.Name));
        });
        Assert.Equal("resnet50-imagenet", WeightCatalog.Find("ResNet50_ImageNet").Name);
        Assert.Contains(
            "did you mean 'resnet50-imagenet' or '", Assert.Throws<OptionsException>(() => WeightCatalog.Find("resnet50-imagenets")).Message);
    }

    [Theory]
    [InlineData("ftp://a/b", "b", Digits, null)]
    [InlineData("https://a/b", "../b", Digits, null)]
    [InlineData("https://a/b", "..", Digits, null)]
    [InlineData("https://a/b", "b", "12345678", null)]
    [InlineData("https://a/b", "b", Digits + "0", null)]
    [InlineData("https://a/b", "b", "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", null)]
    [InlineData("https://a/b", "b", Digits, -1L)]
    public void Files_that_cannot_be_are_refused(string source, string name, string hash, long? size) =>
        Assert.Single(Assert.Throws<OptionsException>(() => new RemoteFile(new Uri(source), name, hash, size)).Problems);

    private sealed class Progress : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public Action? Then { get; init; }

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            Then?.Invoke();
        }
    }
}
