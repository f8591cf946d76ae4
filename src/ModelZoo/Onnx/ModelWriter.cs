using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Writes a model; the tensors' memory is written as it is, without a copy.</summary>
internal static class ModelWriter
{
    public static void Write(ModelParts parts, Stream stream)
    {
        var output = new CodedOutputStream(stream, leaveOpen: true);
        Assemble(parts).WriteTo(output);
        output.Flush();
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
