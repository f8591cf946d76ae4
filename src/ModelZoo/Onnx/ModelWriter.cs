using System.Security.Cryptography;
using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Writes a model; the tensors' memory is written as it is, without a copy.</summary>
internal static class ModelWriter
{
    // protobuf's limit is 2 GiB; what is beside the tensors has some room.
    private const long MaxTensorBytes = int.MaxValue - (64L << 20);

    // Small tensors stay inside, where tools look for shapes and axes.
    private const long LeastExternal = 1024;

    private const int Alignment = 64;

    /// <summary>Whether the tensors are too large for one file.</summary>
    public static bool NeedsExternalData(ModelParts parts) => parts.Tensors.Sum(t => t.ByteLength) > MaxTensorBytes;

    /// <summary>Writes the model, with the values of large tensors in a file <c>.data</c> beside it.</summary>
    public static void WriteWithExternalData(ModelParts parts, string path)
    {
        var location = $"{Path.GetFileName(path)}.data";
        Dictionary<string, long> offsets = [];
        var checksum = "";
        AtomicFile.Write(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, location), stream =>
        {
            // The format says SHA-1: it tells files that do not belong together.
#pragma warning disable CA5350
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
            foreach (var tensor in parts.Tensors.Where(t => t.ByteLength >= LeastExternal))
            {
                Append(stream, hash, new byte[(Alignment - (stream.Position % Alignment)) % Alignment]);
                offsets.Add(tensor.Name, stream.Position);
                Append(stream, hash, tensor.Bytes);
            }

            checksum = Convert.ToHexString(hash.GetHashAndReset());
        });
        var model = Assemble(parts, tensor => offsets.TryGetValue(tensor.Name, out var offset) ? Elsewhere(tensor, location, offset, checksum) : Encode(tensor));
        AtomicFile.Write(path, stream =>
        {
            var output = new CodedOutputStream(stream, leaveOpen: true);
            model.WriteTo(output);
            output.Flush();
        });

        static void Append(Stream stream, IncrementalHash hash, ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }

    /// <summary>Writes the model in one piece.</summary>
    /// <exception cref="DeepLearningException">Its tensors are too large for that.</exception>
    public static void Write(ModelParts parts, Stream stream)
    {
        RequireOnePiece(parts);
        var output = new CodedOutputStream(stream, leaveOpen: true);
        Assemble(parts, Encode).WriteTo(output);
        output.Flush();
    }

    /// <summary>Says when a model does not fit one file.</summary>
    /// <exception cref="DeepLearningException">It does not.</exception>
    public static void RequireOnePiece(ModelParts parts)
    {
        if (NeedsExternalData(parts))
        {
            throw new DeepLearningException(
                $"The tensors of network '{parts.Graph.Name}' have {parts.Tensors.Sum(t => t.ByteLength):N0} bytes, more than the 2 GiB of one ONNX file. "
                + "Keep it with Network.Save(path), which writes a second file beside it; a model zip cannot hold it, nor a stream: load the network "
                + "and make the transformer of it anew (Score, Featurize, Apply).");
        }
    }

    /// <summary>The bytes of a model in one piece.</summary>
    /// <exception cref="DeepLearningException">Its tensors are too large for that.</exception>
    public static byte[] ToBytes(ModelParts parts)
    {
        RequireOnePiece(parts);
        return ToBytes(Assemble(parts, Encode));
    }

    /// <summary>The bytes of a model without the values of some tensors.</summary>
    /// <param name="parts">The model.</param>
    /// <param name="places">The tensors whose values are elsewhere, each with the name of the file that holds nothing else.</param>
    public static byte[] ToBytes(ModelParts parts, IReadOnlyDictionary<string, string> places) =>
        ToBytes(Assemble(parts, tensor => places.TryGetValue(tensor.Name, out var place) ? Elsewhere(tensor, place, 0, null) : Encode(tensor)));

    private static byte[] ToBytes(ModelProto model)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(model.CalculateSize());
        model.WriteTo(bytes.AsSpan());
        return bytes;
    }

    private static ModelProto Assemble(ModelParts parts, Func<NetworkTensor, TensorProto> encode)
    {
        var model = parts.Model.Clone();
        model.Graph = parts.Graph.Clone();
        model.Graph.Node.AddRange(parts.Nodes.Select(n => n.Proto));
        model.Graph.Initializer.AddRange(parts.Tensors.Select(encode));
        return model;
    }

    private static TensorProto Elsewhere(NetworkTensor tensor, string location, long offset, string? checksum)
    {
        var proto = new TensorProto
        {
            Name = tensor.Name,
            DataType = (int)tensor.ElementType,
            Dims = { tensor.Shape },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { Entry("location", location), Entry("offset", $"{offset}"), Entry("length", $"{tensor.ByteLength}") },
        };
        if (checksum is not null)
        {
            proto.ExternalData.Add(Entry("checksum", checksum));
        }

        return proto;

        static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
    }

    public static TensorProto Encode(NetworkTensor tensor) => new()
    {
        Name = tensor.Name,
        DataType = (int)tensor.ElementType,
        Dims = { tensor.Shape },
        RawData = UnsafeByteOperations.UnsafeWrap(tensor.Memory),
    };
}
