namespace MlNetDeep;

/// <content>Loading and saving.</content>
public sealed partial class Network
{
    /// <summary>
    /// Loads a network from an ONNX file. The file is checked thoroughly; it may come from anywhere. Tensors whose values are in
    /// other files (external data) are read from these when they lie in the model's folder; links are not followed.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The network.</returns>
    /// <exception cref="NetworkFormatException">The file holds no usable network.</exception>
    /// <exception cref="StorageException">There is no such file, or it cannot be read.</exception>
    public static Network Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = StorageFault.OpenRead(path, bufferSize: 0, FileOptions.SequentialScan);
        using var external = new ExternalData(path);
        return Load(file, path, external);
    }

    /// <summary>Loads a network from a stream, from its position to its end.</summary>
    /// <param name="stream">A readable stream; it stays open.</param>
    /// <returns>The network.</returns>
    /// <exception cref="NetworkFormatException">The stream holds no usable network.</exception>
    public static Network Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, "The stream");
    }

    /// <summary>Loads a network from the bytes of an ONNX file; they are copied, and checked as a file is.</summary>
    /// <param name="onnx">The bytes.</param>
    /// <returns>The network.</returns>
    /// <exception cref="NetworkFormatException">The bytes are no usable network.</exception>
    public static Network FromBytes(ReadOnlyMemory<byte> onnx)
    {
        using var stream = new ReadOnlyMemoryStream(onnx);
        return Load(stream, "The bytes");
    }

    /// <summary>
    /// Saves the network as an ONNX file. The file is written under a temporary name beside the target, flushed to the
    /// disk and then renamed, so that the target is either the old file or the complete new one.
    /// </summary>
    /// <param name="path">The path of the file; an existing one is replaced.</param>
    /// <exception cref="StorageException">The file cannot be written; the target is as it was.</exception>
    public void Save(string path) => Save(path, externalData: false);

    /// <summary>Saves the network as an ONNX file, with a second file for its values when that is asked for.</summary>
    /// <param name="path">The path of the file; an existing one is replaced.</param>
    /// <param name="externalData">
    /// Whether the values of tensors of 1 kB or more go to a second file, of the same name with <c>.data</c> behind it. A
    /// network of more than 2 GiB, which no ONNX file holds, is written so in any case. The two files belong together: the
    /// first one states the checksum of the second.
    /// </param>
    /// <exception cref="StorageException">A file cannot be written.</exception>
    public void Save(string path, bool externalData)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (externalData || ModelWriter.NeedsExternalData(_parts))
        {
            ModelWriter.WriteWithExternalData(_parts, path);
        }
        else
        {
            AtomicFile.Write(path, Save);
        }
    }

    /// <summary>Writes the network to a stream as ONNX.</summary>
    /// <param name="stream">A writable stream; it stays open.</param>
    /// <exception cref="DeepLearningException">The network has more than 2 GiB; save it to a path.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelWriter.Write(_parts, stream);
    }

    /// <summary>Gives the network as the bytes of an ONNX file.</summary>
    /// <returns>A new array.</returns>
    /// <exception cref="DeepLearningException">The network has more than 2 GiB; save it to a path.</exception>
    public byte[] ToBytes() => ModelWriter.ToBytes(_parts);

    private static Network Load(Stream stream, string source, ExternalData? external = null)
    {
        if (!stream.CanSeek)
        {
            // Nobody knows how long it is: its bytes are gathered first, so that every size can be checked.
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            copy.Position = 0;
            return Load(copy, source, external);
        }

        try
        {
            return new Network(ModelReader.Read(stream, stream.Length - stream.Position, external));
        }
        catch (NetworkFormatException e) when (e.NetworkSource is null)
        {
            throw new NetworkFormatException(e.Message, source, e.InnerException);
        }
    }
}
