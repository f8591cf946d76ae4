namespace MlNetDeep;

/// <summary>
/// A folder of published files. A file that is missing there is downloaded, checked and only then given its name; an
/// interrupted download goes on where it stopped. Several processes may share the folder.
/// </summary>
public sealed class ModelStore
{
    private static readonly HttpClient _defaultClient = new() { Timeout = Timeout.InfiniteTimeSpan };

    private readonly ModelStoreOptions _options;
    private readonly StoreFolder _folder;
    private readonly bool _offline;

    /// <summary>Creates a store; nothing is read or written yet.</summary>
    /// <param name="options">Folder, limits and client; null for all defaults.</param>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    /// <exception cref="StorageException">No folder is named, and the user has none.</exception>
    public ModelStore(ModelStoreOptions? options = null)
    {
        _options = options ??= new();
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new OptionsException(problems);
        }

        _offline = options.Offline || Environment.GetEnvironmentVariable("MLNETDEEP_OFFLINE") == "1";
        _folder = StoreFolder.Of(options.Folder, "ModelStoreOptions.Folder", "MLNETDEEP_MODELS", "models");
    }

    /// <summary>The folder where files are kept.</summary>
    public string Folder => _folder.Path;

    /// <summary>Gives the path of a published file, after downloading it when the folder lacks it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Is told how far a download is; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download; what has come stays for the next attempt.</param>
    /// <returns>The path of the file, whose content was checked.</returns>
    /// <exception cref="DownloadException">The file is not there and cannot be had, or has another content.</exception>
    /// <exception cref="StorageException">The folder cannot be read or written.</exception>
    public async Task<string> GetAsync(
        RemoteFile file, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = Path.Combine(Folder, file.FileName);
        if (File.Exists(path))
        {
            return await IsRightAsync(file, path, cancellationToken).ConfigureAwait(false)
                ? path
                : throw new DownloadException(
                    $"{path} is not the file that it should be: its SHA-256 is not {file.Sha256}. Delete it, "
                    + $"and it will be downloaded again from {file.Source}.");
        }

        if (_offline)
        {
            throw new DownloadException($"{path} does not exist, and downloads are switched off. {ByHand(file)}");
        }

        StorageFault.MakeFolder(Folder, _folder.Remedy);
        try
        {
            await new Downloader(_options.Client ?? _defaultClient, _options)
                .DownloadAsync(file, path, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new DownloadException($"{file.Source} cannot be downloaded: {e.Message} {ByHand(file)}", e);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Of(path, "written", e, _folder.Remedy);
        }

        return path;
    }

    /// <summary>Makes a network with published weights, preprocessing and class names.</summary>
    /// <param name="weights">The weights; see <see cref="WeightCatalog"/>.</param>
    /// <param name="options">
    /// Sizes and classes; null for those of the source. With another number of classes the head gets new weights, and the
    /// network no class names.
    /// </param>
    /// <param name="progress">Is told how far a download is; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <returns>The network.</returns>
    /// <exception cref="DownloadException">A file cannot be had.</exception>
    /// <exception cref="OptionsException">The options do not suit the architecture.</exception>
    /// <exception cref="WeightMismatchException">The options make a network that the weights do not fit.</exception>
    public async Task<Network> CreateAsync(
        PublishedWeights weights, ArchitectureOptions? options = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new();
        var architecture = Networks.FindArchitecture(weights.Architecture);
        var sameClasses = options.Classes is null || options.Classes == architecture.Classes;
        var network = Networks.Create(weights.Architecture, options);
        var file = await GetAsync(weights.File, progress, cancellationToken).ConfigureAwait(false);
        network = network.LoadWeights(file, new()
        {
            ReplaceHead = !sameClasses,

            // Published files hold the heads that help training; a network without them does not want them.
            Renamings = architecture.HasAuxiliaryHeads && !options.AuxiliaryHeads
                ? [new("aux1.*", null), new("aux2.*", null)] : [],
        });
        var input = network.Inputs[0].Shape;
        network = network.WithPreprocessing(weights.Preprocessing with
        {
            Channels = (int)input[1]!.Value,
            Height = (int)input[2]!.Value,
            Width = (int)input[3]!.Value,
        });
        if (weights.LabelFile is null || !sameClasses)
        {
            return network;
        }

        var labels = await GetAsync(weights.LabelFile, progress, cancellationToken).ConfigureAwait(false);
        return network.WithLabels([.. StorageFault.ReadLines(labels)]);
    }

    private async Task<bool> IsRightAsync(RemoteFile file, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await FileCheck.MatchesAsync(file, path, _folder.Remedy, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Of(path, "read", e, _folder.Remedy);
        }
    }

    private string ByHand(RemoteFile file) =>
        $"Download {file.Source} on a machine that can, and put it into {Folder} as '{file.FileName}' (set "
        + "MLNETDEEP_MODELS for another folder).";
}
