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
        Assert.All(built, op => Assert.Contains(op, TorchNetwork.SupportedOperators.Keys));
    }

    [Fact]
    public void UsesThatAreNotSupportedAreRefusedByName()
    {
        (string Attributes, Action<Onnx.NodeProto> Change, string Says)[] cases =
        [
            ("unknown operator", n => n.OpType = "Einstein", "does not know"),
            ("pool indices", n => n.Output.Add("indices"), "only the first output"),
            ("auto_pad", n => n.Attribute.Add(new Onnx.AttributeProto { Name = "auto_pad", S = Google.Protobuf.ByteString.CopyFromUtf8("WRONG"), Type = Onnx.AttributeProto.Types.AttributeType.String }), "auto_pad"),
        ];
        foreach ((string name, Action<Onnx.NodeProto> change, string says) in cases)
        {
            Onnx.ModelProto model = Onnx.ModelProto.Parser.ParseFrom(Shapes.Network().ToBytes());
            change(model.Graph.Node.First(n => n.OpType == "MaxPool"));
            if (name == "pool indices")
            {
                model.Graph.Node.Add(new Onnx.NodeProto { OpType = "Identity", Name = "reader", Input = { "indices" }, Output = { "unused" } });
            }

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
