using System.Text.Json;

namespace MlNetDeep;

/// <summary>
/// A file of weights, opened for reading: safetensors, PyTorch, .npz or ONNX. Names and shapes are read and checked at
/// once, the weights of a tensor when they are asked for. The file may come from anywhere; nothing in it is executed.
/// Not for several threads at once.
/// </summary>
public sealed class WeightFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly WeightContent _content;
    private readonly Dictionary<string, WeightEntry> _entries;

    private WeightFile(string path, FileStream stream, WeightContent content)
    {
        (Path, _stream, _content) = (path, stream, content);
        _entries = content.Entries.ToDictionary(e => e.Info.Name);
        Tensors = [.. content.Entries.Select(e => e.Info)];
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The format of the file.</summary>
    public WeightFormat Format => _content.Format;

    /// <summary>What it holds, in the file's order.</summary>
    public IReadOnlyList<WeightInfo> Tensors { get; }

    /// <summary>Free-form text beside the tensors (safetensors and ONNX).</summary>
    public IReadOnlyDictionary<string, string> Metadata => _content.Metadata;

    /// <summary>Opens a file and reads what it holds.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The open file; dispose of it.</returns>
    /// <exception cref="WeightFileException">The file is damaged, hostile or of an unknown format.</exception>
    /// <exception cref="StorageException">There is no such file, or it cannot be read.</exception>
    public static WeightFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = StorageFault.OpenRead(path);
        WeightContent? content = null;
        try
        {
            content = Guard(path, () => WeightFormats.Read(stream));
            return new WeightFile(path, stream, content);
        }
        catch
        {
            content?.Owned?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes tensors to a safetensors file. It is written under a temporary name and renamed, so that the target is
    /// either the old file or the complete new one.
    /// </summary>
    /// <param name="path">The path of the file; an existing one is replaced.</param>
    /// <param name="tensors">The tensors, with different names.</param>
    /// <param name="metadata">Free-form text to store beside them; null for none.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one has a type that the format lacks.</exception>
    /// <exception cref="StorageException">The file cannot be written; the target is as it was.</exception>
    public static void Save(
        string path, IEnumerable<NetworkTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var list = tensors.ToList();
        AtomicFile.Write(path, stream => SafetensorsFormat.Write(stream, list, metadata ?? new Dictionary<string, string>()));
    }

    /// <summary>Reads a tensor. Half, bfloat16 and double elements become single-precision ones.</summary>
    /// <param name="name">The name of a tensor of the file.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The file has no such tensor.</exception>
    /// <exception cref="WeightFileException">The weights cannot be read, or are not all finite numbers.</exception>
    public NetworkTensor Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _entries.TryGetValue(name, out var entry)
            ? Guard(Path, () => WeightConversion.ToTensor(entry))
            : throw new ArgumentException(
                $"{Path} has no tensor '{name}'{NearestName.Suggest(name, _entries.Keys)}.", nameof(name));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _content.Owned?.Dispose();
        _stream.Dispose();
    }

    // What readers and the platform say about damaged content becomes one kind of exception that names the file.
    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (WeightFileException e) when (e.Path is null)
        {
            throw new WeightFileException(e.Problem, path, e.InnerException);
        }
        catch (NetworkFormatException e)
        {
            throw new WeightFileException(e.Message, path, e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException)
        {
            throw new WeightFileException($"The file is damaged or cut off: {e.Message}", path, e);
        }
    }
}
