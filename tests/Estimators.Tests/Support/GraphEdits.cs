using Google.Protobuf;
using Onnx = MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>Networks as other programs write them, made of ours.</summary>
internal static class GraphEdits
{
    /// <summary>The same network with an input [N, H, W, C], which it transposes first, as TensorFlow's do.</summary>
    public static Network WithInterleavedInput(Network network) => Edit(network, model =>
    {
        Onnx.ValueInfoProto input = model.Graph.Input.Single();
        var dims = input.Type.TensorType.Shape.Dim;
        Onnx.TensorShapeProto.Types.Dimension channels = dims[1];
        dims.RemoveAt(1);
        dims.Add(channels);
        foreach (Onnx.NodeProto node in model.Graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i] == input.Name ? "channels_first" : node.Input[i];
        }

        model.Graph.Node.Insert(0, new Onnx.NodeProto
        {
            Name = "transpose",
            OpType = "Transpose",
            Input = { input.Name },
            Output = { "channels_first" },
            Attribute = { new Onnx.AttributeProto { Name = "perm", Type = Onnx.AttributeProto.Types.AttributeType.Ints, Ints = { 0, 3, 1, 2 } } },
        });
    });

    /// <summary>The same network for one batch size only; a Flatten becomes a Reshape to a constant shape.</summary>
    public static Network WithFixedBatch(Network network, int batch) => Edit(network, model =>
    {
        foreach (Onnx.ValueInfoProto value in model.Graph.Input.Concat(model.Graph.Output).Concat(model.Graph.ValueInfo))
            value.Type.TensorType.Shape.Dim[0] = new Onnx.TensorShapeProto.Types.Dimension { DimValue = batch };
        foreach (Onnx.NodeProto node in model.Graph.Node.Where(node => node.OpType == "Flatten"))
        {
            long size = network.InferShapes()[node.Output[0]][1];
            node.OpType = "Reshape";
            node.Attribute.Clear();
            node.Input.Add("flat_shape");
            model.Graph.Initializer.Add(new Onnx.TensorProto { Name = "flat_shape", DataType = 7, Dims = { 2 }, Int64Data = { batch, size } });
        }
    });

    /// <summary>The same network, in which missing values of the input become 0.</summary>
    public static Network WithMissingAsZero(Network network) => Edit(network, model =>
    {
        string input = model.Graph.Input.Single().Name;
        foreach (Onnx.NodeProto node in model.Graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i] == input ? "known" : node.Input[i];
        }

        model.Graph.Initializer.Add(new Onnx.TensorProto { Name = "zero", DataType = 1, FloatData = { 0 } });
        model.Graph.Node.Insert(0, new Onnx.NodeProto { Name = "missing", OpType = "IsNaN", Input = { input }, Output = { "missing" } });
        model.Graph.Node.Insert(1, new Onnx.NodeProto { Name = "known", OpType = "Where", Input = { "missing", "zero", input }, Output = { "known" } });
    });

    /// <summary>A network whose graph was changed.</summary>
    public static Network Edit(Network network, Action<Onnx.ModelProto> change)
    {
        Onnx.ModelProto model = Onnx.ModelProto.Parser.ParseFrom(network.ToBytes());
        change(model);
        return Network.FromBytes(model.ToByteArray());
    }
}
