using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>
/// A transformer's entries in an ML.NET model file: <c>Model.key</c>, ML.NET's header followed by the length and the bytes
/// of a JSON text, and <c>Network.onnx</c>, the network.
/// </summary>
internal static class ModelEntry
{
    /// <summary>The name under which the loader is registered.</summary>
    public const string LoaderSignature = "MlNetDeepConvNet";

    private const string ModelSignature = "MLNDCNET";
    private const string NetworkEntry = "Network.onnx";
    private const string HeaderEntry = "Model.key";
    private const int MaxHeaderLength = 1 << 28;

    public static void Save(ConvNetTransformer transformer, ModelSaveContext context)
    {
        // The simple name only: a newer version of the assembly reads what an older one wrote.
        MlNetInternals.SetVersionInfo(context, ModelSignature, LoaderSignature, typeof(ModelEntry).Assembly.GetName().Name!);
        byte[] onnx = transformer.Network.ToBytes();
        byte[] header = ModelHeader.Of(transformer, onnx.Length, Convert.ToHexString(SHA256.HashData(onnx))).ToJson();
        BinaryWriter writer = MlNetInternals.Writer(context);
        writer.Write(header.Length);
        writer.Write(header);
        MlNetInternals.SaveBinaryStream(context, NetworkEntry, entry => entry.Write(onnx));
    }

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        ModelHeader header = ReadHeader(MlNetInternals.Reader(context));
        Network? network = null;
        bool found;
        try
        {
            found = MlNetInternals.TryLoadBinaryStream(
                context, NetworkEntry, reader => network = ReadNetwork(reader.BaseStream, header));
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Damaged(NetworkEntry, error.Message, error);
        }

        if (!found)
            throw Damaged(NetworkEntry, "it is missing");
        try
        {
            return new ConvNetTransformer(environment, network!, header.ToOptions(), header.ToHistory());
        }
        catch (Exception error) when (error is OptionsException or FormatException or OverflowException)
        {
            throw Damaged(HeaderEntry, error.Message, error);
        }
    }

    private static ModelHeader ReadHeader(BinaryReader reader)
    {
        try
        {
            int length = reader.ReadInt32();
            long rest = reader.BaseStream.Length - reader.BaseStream.Position;
            if (length < 2 || length > MaxHeaderLength || length > rest)
                throw Damaged(HeaderEntry, $"its header says {length} bytes of JSON; {rest} bytes are left");
            return ModelHeader.FromJson(reader.ReadBytes(length));
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException)
        {
            throw Damaged(HeaderEntry, error.Message, error);
        }
    }

    private static Network ReadNetwork(Stream stream, ModelHeader header)
    {
        if (stream.Length != header.NetworkLength)
            throw Damaged(NetworkEntry, $"it has {stream.Length} bytes; {header.NetworkLength} were saved");
        string hash = Convert.ToHexString(SHA256.HashData(stream));
        if (!string.Equals(hash, header.NetworkSha256, StringComparison.OrdinalIgnoreCase))
            throw Damaged(NetworkEntry, $"its SHA-256 is {hash}; {header.NetworkSha256} was saved");
        stream.Position = 0;
        try
        {
            return Network.Load(stream);
        }
        catch (NetworkFormatException error)
        {
            throw Damaged(NetworkEntry, error.Message, error);
        }
    }

    private static ModelFileException Damaged(string entry, string what, Exception? cause = null) => new(
        entry,
        $"Entry '{entry}' of the model file cannot be used: {what}. The file is truncated, was altered, or was written by "
        + "another program; save the model again.",
        cause);
}
