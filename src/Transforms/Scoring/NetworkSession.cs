using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep;

/// <summary>
/// A session that reads the network's large tensors where they lie, instead of a serialized copy of them. So a network of
/// any size can be run, and opening one takes no more memory than ONNX Runtime packs the weights into.
/// </summary>
internal sealed class NetworkSession : InferenceSession
{
    // Small tensors stay in the model, where shape inference looks for them.
    private const long LeastLent = 64 * 1024;

    private static int _lentCount;

    private readonly MemoryHandle[] _lent;
    private int _released;

    private NetworkSession(byte[] onnx, SessionOptions options, MemoryHandle[] lent)
        : base(onnx, options) => _lent = lent;

    /// <summary>Tensors that sessions of this process read where they lie.</summary>
    public static int LentCount => Volatile.Read(ref _lentCount);

    /// <summary>Creates a session.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The options, which get the tensors.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the network.</exception>
    public static InferenceSession Create(Network network, SessionOptions options)
    {
        NetworkTensor[] large = ExternalInitializers.AreAvailable ? [.. network.Parts.Tensors.Where(tensor => tensor.ByteLength >= LeastLent)] : [];
        if (large.Length == 0)
            return new NetworkSession(network.ToBytes(), options, []);
        MemoryHandle[] lent = [.. large.Select(tensor => tensor.Memory.Pin())];
        Interlocked.Add(ref _lentCount, lent.Length);
        try
        {
            string[] names = [.. large.Select((_, index) => $"lent-{index}")];
            ExternalInitializers.Lend(options, names, lent, [.. large.Select(tensor => tensor.ByteLength)]);
            Dictionary<string, string> places = large.Zip(names).ToDictionary(pair => pair.First.Name, pair => pair.Second);
            return new NetworkSession(ModelWriter.ToBytes(network.Parts, places), options, lent);
        }
        catch
        {
            Release(lent);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        // None yet when the base's constructor failed: whoever called it releases them.
        if (_lent is not null && Interlocked.Exchange(ref _released, 1) == 0)
            Release(_lent);
    }

    private static void Release(MemoryHandle[] lent)
    {
        foreach (MemoryHandle handle in lent)
            handle.Dispose();
        Interlocked.Add(ref _lentCount, -lent.Length);
    }
}
