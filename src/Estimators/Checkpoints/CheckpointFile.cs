using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetDeep.Estimators.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>
/// Reads and writes checkpoint files: a magic word, a version, the length of a JSON header, the header, the tensors as
/// little-endian floats, and a SHA-256 of all that. Nothing of a file is used before all of it has been checked.
/// </summary>
internal static class CheckpointFile
{
    private const int Version = 2;
    private const int MaxHeaderBytes = 64 << 20;
    private const int PrefixBytes = 16;
    private const long PartLength = 16 << 20;

    private static ReadOnlySpan<byte> Magic => "MLNDCKPT"u8;

    /// <summary>Writes a checkpoint; an older one stays as it is until the new one is complete.</summary>
    public static void Write(string path, CheckpointHeader header, IReadOnlyList<Tensor> tensors)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, CheckpointJson.Default.CheckpointHeader);
        AtomicFile.Write(path, stream =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            void Put(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            }

            Span<byte> prefix = stackalloc byte[PrefixBytes];
            Magic.CopyTo(prefix);
            BinaryPrimitives.WriteInt32LittleEndian(prefix[8..], Version);
            BinaryPrimitives.WriteInt32LittleEndian(prefix[12..], json.Length);
            Put(prefix);
            Put(json);
            foreach (Tensor tensor in tensors)
            {
                ForEachPart(tensor, part =>
                {
                    using Tensor host = part.cpu();
                    Put(host.bytes);
                });
            }

            stream.Write(hash.GetHashAndReset());
        });
    }

    /// <summary>Reads and checks the header, without the tensors.</summary>
    public static CheckpointHeader ReadHeader(string path, Stream stream)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        if (stream.ReadAtLeast(prefix, PrefixBytes, throwOnEndOfStream: false) < PrefixBytes || !prefix[..8].SequenceEqual(Magic))
        {
            throw new CheckpointException(path, "this is not a checkpoint file: it does not start with the expected bytes.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(prefix[8..]), length = BinaryPrimitives.ReadInt32LittleEndian(prefix[12..]);
        if (version != Version)
        {
            throw new CheckpointException(path, $"it has version {version}, but this program reads version {Version}.");
        }

        if (length is < 2 or > MaxHeaderBytes || length > stream.Length - stream.Position)
        {
            throw new CheckpointException(path, $"its header claims {length} bytes, but the file has {stream.Length}; it is truncated or altered.");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        try
        {
            CheckpointHeader? header = JsonSerializer.Deserialize(json, CheckpointJson.Default.CheckpointHeader);
            return header is { Network: not null, Options: not null, Tensors: not null, OptimizerSteps: not null, State: { History: not null, Sums: not null } }
                && !header.State.History.Contains(null!)
                ? header
                : throw new CheckpointException(path, "its header is incomplete; the file is altered.");
        }
        catch (JsonException e)
        {
            throw new CheckpointException(path, "its header cannot be read; the file is altered.", e);
        }
    }

    /// <summary>Checks the file's length and hash; afterwards the stream stands at its first tensor.</summary>
    public static void Verify(string path, Stream stream, long tensorBytes)
    {
        long start = stream.Position, expected = start + tensorBytes + SHA256.HashSizeInBytes;
        if (stream.Length != expected)
        {
            throw new CheckpointException(path, $"it has {stream.Length} bytes, but {expected} were expected; it is truncated or altered.");
        }

        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (long left = start + tensorBytes; left > 0;)
        {
            int count = (int)Math.Min(left, buffer.Length);
            stream.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        var stored = new byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(stored);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(stored))
        {
            throw new CheckpointException(path, "its content does not match its checksum; it is damaged or altered. Delete it to start over.");
        }

        stream.Position = start;
    }

    /// <summary>Reads the next tensor.</summary>
    public static void ReadTensor(Stream stream, Tensor target)
    {
        ForEachPart(target, part =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor host = zeros([part.numel()], ScalarType.Float32);
            stream.ReadExactly(host.bytes);
            part.copy_(host);
        });
    }

    /// <summary>Goes through a flat tensor in parts that fit a span and do not double the memory of a large network.</summary>
    private static void ForEachPart(Tensor flat, Action<Tensor> action)
    {
        for (long start = 0; start < flat.numel(); start += PartLength)
        {
            using Tensor part = flat.narrow(0, start, Math.Min(PartLength, flat.numel() - start));
            action(part);
        }
    }
}

/// <summary>The readable part of a checkpoint, kept as JSON.</summary>
internal sealed class CheckpointHeader
{
    /// <summary>SHA-256 of the network that the run started with.</summary>
    public required string Network { get; init; }

    /// <summary>Fingerprint of the options that change the course of a run.</summary>
    public required string Options { get; init; }

    public required int Seed { get; init; }

    /// <summary>Rows of the training data.</summary>
    public required long DataRows { get; init; }

    /// <summary>Hash of the first of them.</summary>
    public required string FirstRows { get; init; }

    /// <summary>Steps that each optimizer has taken.</summary>
    public required long[] OptimizerSteps { get; init; }

    public required RunState State { get; init; }

    /// <summary>Number of floats in each tensor that follows.</summary>
    public required long[] Tensors { get; init; }
}

/// <summary>The JSON of a checkpoint's header. A loss may be infinite or NaN.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointHeader))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
