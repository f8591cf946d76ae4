using MlNetDeep.Estimators.Tests.Support;
using Onnx = MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep.Estimators.Tests.Networks;

public class OperatorTableTests
{
    [Fact]
    public void EveryOperatorOfTheBuilderIsSupported()
    {
        string[] built = ["Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "Gemm", "Flatten", "Reshape",
            "BatchNormalization", "LRN", "Dropout", "Relu", "LeakyRelu", "Sigmoid", "Tanh", "Softmax", "Add", "Concat"];
        Assert.All(built, op => Assert.Contains(TorchNetwork.SupportedOperators, o => o.Name == op));
    }

    [Fact]
    public void UsesThatAreNotSupportedAreRefusedByName()
    {
        (string Attributes, Action<Onnx.NodeProto> Change, string Says)[] cases =
        [
            ("unknown operator", n => n.OpType = "Einstein", "does not know"),
            ("unknown attribute", n => n.Attribute.Add(new Onnx.AttributeProto { Name = "turn", I = 1, Type = Onnx.AttributeProto.Types.AttributeType.Int }), "attribute 'turn'"),
            ("auto_pad", n => n.Attribute.Add(new Onnx.AttributeProto { Name = "auto_pad", S = Google.Protobuf.ByteString.CopyFromUtf8("WRONG"), Type = Onnx.AttributeProto.Types.AttributeType.String }), "auto_pad"),
        ];
        foreach ((_, Action<Onnx.NodeProto> change, string says) in cases)
        {
            Onnx.ModelProto model = Onnx.ModelProto.Parser.ParseFrom(Shapes.Network().ToBytes());
            change(model.Graph.Node.First(n => n.OpType == "MaxPool"));
            Network network;
            try
            {
                network = Network.FromBytes(Google.Protobuf.MessageExtensions.ToByteArray(model));
            }
            catch (NetworkFormatException)
            {
                // The network itself already refuses it, earlier and by name.
                continue;
            }

            UnsupportedOperatorException error = Assert.Throws<UnsupportedOperatorException>(() => new TorchNetwork(network));
            Assert.Contains(says, error.Message);
        }
    }
}
