using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Reads a model from a stream of known length. The outermost three levels (model, graph, initializer) are walked
/// here, so that weights go from the stream straight into arrays of their own: one copy, aligned, and released tensor
/// by tensor. Everything else is left to protobuf.
/// </summary>
internal sealed class ModelReader
{
    private const int GraphField = 7;
    private const int InitializerField = 5;
    private const int RawDataField = 9;
    private const int SparseInitializerField = 15;

    private readonly ProtoScanner _scanner;
    private readonly ExternalData? _external;

    private ModelReader(Stream stream, long length, ExternalData? external)
    {
        _scanner = new ProtoScanner(stream, length);
        _external = external;
    }

    /// <summary>Reads and checks a model.</summary>
    /// <param name="stream">Where to read from.</param>
    /// <param name="length">The number of bytes that belong to the model.</param>
    /// <param name="external">Reads tensors from other files; null when they cannot be found.</param>
    /// <exception cref="NetworkFormatException">The bytes are no usable model.</exception>
    public static ModelParts Read(Stream stream, long length, ExternalData? external = null)
    {
        if (length > int.MaxValue)
        {
            NetworkFormatException.Throw($"The model has {length} bytes; ONNX files have less than 2 GiB. Larger models keep their weights in a file beside it (external data).");
        }

        if (length == 0)
        {
            NetworkFormatException.Throw("The model is empty (0 bytes).");
        }

        try
        {
            return new ModelReader(stream, length, external).ReadModel(length);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new NetworkFormatException(
                $"This is no ONNX model, or it is damaged: {e.Message}", e);
        }
    }

    private ModelParts ReadModel(long end)
    {
        using var shell = new MemoryStream();
        ModelParts? parts = null;
        while (_scanner.Position < end)
        {
            var (field, length) = _scanner.ReadField(end, shell, GraphField);
            if (field != GraphField)
            {
                continue;
            }

            if (parts is not null)
            {
                NetworkFormatException.Throw("The model has two graphs.");
            }

            parts = ReadGraph(_scanner.Position + length);
        }

        var model = ModelProto.Parser.ParseFrom(shell.ToArray());
        return parts is null
            ? throw new NetworkFormatException("The model has no graph; is it an ONNX file, and a complete one?")
            : FunctionInliner.Inline(parts with { Model = model });
    }

    private ModelParts ReadGraph(long end)
    {
        using var shell = new MemoryStream();
        var tensors = new List<NetworkTensor>();
        while (_scanner.Position < end)
        {
            var (field, length) = _scanner.ReadField(end, shell, InitializerField, SparseInitializerField);
            if (field == InitializerField)
            {
                tensors.Add(ReadTensor(_scanner.Position + length, tensors.Count));
            }
            else if (field == SparseInitializerField)
            {
                NetworkFormatException.Throw("The graph has sparse initializers, which are not supported.");
            }
        }

        var graph = GraphProto.Parser.ParseFrom(shell.ToArray());
        var nodes = graph.Node.Select(ReadNode).ToList();
        graph.Node.Clear();
        return new ModelParts(new ModelProto(), graph, nodes, tensors);
    }

    private static NetworkNode ReadNode(NodeProto proto)
    {
        RefuseControlFlow(proto);
        return new NetworkNode(proto);
    }

    /// <summary>Refuses a node that contains a graph.</summary>
    public static void RefuseControlFlow(NodeProto proto)
    {
        foreach (var attribute in proto.Attribute)
        {
            if (attribute.G is not null || attribute.Graphs.Count > 0)
            {
                NetworkFormatException.Throw(
                    $"Node '{proto.Name}' ({proto.OpType}) contains a graph of its own (control flow), "
                    + "which is not supported.");
            }
        }
    }

    private NetworkTensor ReadTensor(long end, int index)
    {
        using var shell = new MemoryStream();
        byte[]? raw = null;
        while (_scanner.Position < end)
        {
            var (field, length) = _scanner.ReadField(end, shell, RawDataField);
            if (field == RawDataField)
            {
                // protobuf's rule for a field that comes twice: the last one counts.
                raw = _scanner.ReadBytes(length);
            }
        }

        var proto = TensorProto.Parser.ParseFrom(shell.ToArray());
        if (proto.Name.Length == 0)
        {
            NetworkFormatException.Throw($"Initializer {index} has no name.");
        }

        return TensorDecoder.Decode(proto, raw, $"initializer '{proto.Name}'", _external);
    }
}
