namespace MlNetDeep;

/// <summary>Weights of an ONNX model: its parameters and running statistics under their names there.</summary>
internal static class OnnxWeights
{
    public static WeightContent Read(Stream stream)
    {
        Network network;
        try
        {
            network = Network.Load(stream);
        }
        catch (NetworkFormatException e)
        {
            throw new WeightFileException(
                "The file is none of the formats that weights are read from: safetensors, PyTorch (.pth), .npz, ONNX. "
                + $"Read as ONNX: {e.Message}", null, e);
        }

        var names = network.Parameters.Select(p => p.Name).Concat(network.Buffers);
        return new WeightContent(
            WeightFormat.Onnx,
            [
                .. names.Select(n => network.Tensors[n]).Select(t => new WeightEntry(
                    new WeightInfo(t.Name, t.ElementType, t.Shape), () => t.Bytes.ToArray())),
            ],
            network.Metadata);
    }
}
