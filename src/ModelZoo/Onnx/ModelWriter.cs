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
        var model = Assemble(parts with { Tensors = [] });
        model.Graph.Initializer.AddRange(parts.Tensors.Select(tensor => !offsets.TryGetValue(tensor.Name, out var offset) ? Encode(tensor) : new TensorProto
        {
            Name = tensor.Name,
            DataType = (int)tensor.ElementType,
            Dims = { tensor.Shape },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData =
            {
                Entry("location", location), Entry("offset", $"{offset}"), Entry("length", $"{tensor.ByteLength}"), Entry("checksum", checksum),
            },
        }));
        AtomicFile.Write(path, stream =>
        {
            var output = new CodedOutputStream(stream, leaveOpen: true);
            model.WriteTo(output);
            output.Flush();
        });

        static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

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
        Assemble(parts).WriteTo(output);
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
                + "Save it with Network.Save(path), which writes a second file beside it.");
        }
    }

    public static ModelProto Assemble(ModelParts parts)
    {
        var model = parts.Model.Clone();
        model.Graph = parts.Graph.Clone();
        model.Graph.Node.AddRange(parts.Nodes.Select(n => n.Proto));
        model.Graph.Initializer.AddRange(parts.Tensors.Select(Encode));
        return model;
    }

    public static TensorProto Encode(NetworkTensor tensor) => new()
    {
        Name = tensor.Name,
        DataType = (int)tensor.ElementType,
        Dims = { tensor.Shape },
        RawData = UnsafeByteOperations.UnsafeWrap(tensor.Memory),
    };
}
