using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep.Estimators.Features;

/// <summary>
/// Features on disk, one folder for each key. Rows are found by their content. Nothing is ever locked: files appear by
/// renaming, so a reader sees a complete file or none, and two processes at worst compute the same rows.
/// </summary>
internal sealed class FeatureCache : IDisposable
{
    private const string Variable = "MLNETDEEP_FEATURES", Option = "CacheFolder";

    private readonly string? _folder;
    private readonly byte[] _key;
    private readonly int _size;
    private readonly Action<string> _warn;
    private readonly Dictionary<RowKey, (IFeatureBlock Block, int Index)> _rows = [];
    private readonly List<IFeatureBlock> _blocks = [];
    private bool _broken;

    private const string Remedy = $"Set the environment variable {Variable}, or {Option}, to a folder that can be written.";

    /// <summary>Opens the cache and reads which rows it has.</summary>
    /// <param name="root">The folder of all keys; null keeps features in memory.</param>
    /// <param name="key">See <see cref="CacheKey"/>.</param>
    /// <param name="size">The number of features of a row.</param>
    /// <param name="warn">Is told what cannot be read or written; the cache works on without it.</param>
    public FeatureCache(string? root, byte[] key, int size, Action<string> warn)
    {
        _key = key;
        _size = size;
        _warn = warn;
        if (root is null)
        {
            return;
        }

        _folder = Path.Combine(Path.GetFullPath(root), Convert.ToHexStringLower(key));
        Attempt("read", () =>
        {
            Directory.CreateDirectory(_folder);
            AtomicFile.RemoveAbandoned(_folder, name => name.EndsWith(FeatureFile.Extension, StringComparison.Ordinal));
            foreach (string path in Directory.EnumerateFiles(_folder))
            {
                Add(path);
            }
        });
    }

    /// <summary>The default folder of all keys: what MLNETDEEP_FEATURES names, or one among the user's application data.</summary>
    /// <exception cref="StorageException">Nobody names a folder, and the user has none.</exception>
    public static string DefaultFolder => StoreFolder.Of(null, Option, Variable, "features").Path;

    /// <summary>Finds the features of a row.</summary>
    public bool TryFind(in RowKey key, [NotNullWhen(true)] out IFeatureBlock? block, out int index)
    {
        bool found = _rows.TryGetValue(key, out (IFeatureBlock Block, int Index) place);
        (block, index) = (place.Block, place.Index);
        return found;
    }

    /// <summary>Keeps features: on disk, or in memory when they cannot be written.</summary>
    /// <param name="keys">The rows, each once.</param>
    /// <param name="features">Their features, row after row.</param>
    public void Keep(ReadOnlySpan<RowKey> keys, ReadOnlySpan<float> features)
    {
        if (keys.Length == 0)
        {
            return;
        }

        RowKey[] written = keys.ToArray();
        float[] values = features.ToArray();
        IFeatureBlock? block = null;
        if (_folder is not null && !_broken)
        {
            Attempt("written", () =>
            {
                string path = FeatureFile.Write(_folder, _key, _size, written, values);
                block = FeatureFile.Open(path, _key, _size, Remedy);
            });
        }

        Add(block ?? new MemoryBlock(values, _size), written);
    }

    public void Dispose()
    {
        foreach (IFeatureBlock block in _blocks)
        {
            block.Dispose();
        }

        _blocks.Clear();
        _rows.Clear();
    }

    private void Add(string path)
    {
        if (!path.EndsWith(FeatureFile.Extension, StringComparison.Ordinal))
        {
            return;
        }

        FeatureFile? file = FeatureFile.Open(path, _key, _size, Remedy);
        if (file is null)
        {
            _warn($"The cached features in '{path}' are damaged; they are deleted and computed again.");
            File.Delete(path);
            return;
        }

        Add(file, file.Keys);
    }

    private void Add(IFeatureBlock block, RowKey[] keys)
    {
        _blocks.Add(block);
        for (int i = 0; i < keys.Length; i++)
        {
            _rows[keys[i]] = (block, i);
        }
    }

    private void Attempt(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is StorageException || StorageFault.Is(error))
        {
            _broken = true;
            StorageException fault = error as StorageException ?? StorageFault.Of(_folder!, what, error, Remedy);
            _warn($"{fault.Message} Features are kept in memory for this run.");
        }
    }
}
