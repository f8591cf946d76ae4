using System.Runtime.InteropServices;
using MlNetDeep.Estimators.LibTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Computes Grad-CAM maps.</summary>
internal static class GradCamMap
{
    private static readonly HashSet<string> _passOver =
        ["MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Dropout", "Identity", "Softmax", "Sigmoid", "LogSoftmax"];

    public static HeatMap Compute(Interpretation interpretation, ReportImage image, string? layer, int? classIndex)
    {
        TorchLibrary.Ready();
        ConvNetTransformer model = interpretation.Model;
        Network network = model.Network;
        float[] probabilities = new ImageScorer(model, image).Probabilities();
        ClassProbability subject = interpretation.Subject(probabilities, classIndex);
        string value = layer is null ? LastMaps(network) : FeatureMaps.ValueOf(network, layer);

        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions { StripOutputActivation = true, Tap = value });
        Tensor input = tensor(FeatureMaps.ToInput(network, image, out InputShape shape)).reshape([1, .. shape.Dimensions]);
        (Tensor logits, Tensor maps) = torchNetwork.ForwardWithTap(input);
        if (maps.ndim != 4)
        {
            throw new OptionsException(
                [$"Layer '{layer}' of network '{network.Name}' gives [{InvariantText.Join(", ", maps.shape)}], not maps [N, C, H, W]. Name a convolution, or another layer before the dense ones."]);
        }

        Tensor flat = logits.reshape(-1);
        // One logit speaks for true, and its negative for false.
        Tensor logit = flat.numel() > 1 ? flat.select(0, subject.Index) : subject.Index == 1 ? flat.sum() : flat.sum().neg();
        logit.backward();
        using Tensor? gradient = maps.grad;
        Tensor small = maps.detach().mul(gradient!.mean([2, 3], keepdim: true)).sum([1]).relu().contiguous();
        (int height, int width) = ((int)small.size(1), (int)small.size(2));
        float[] values = MemoryMarshal.Cast<byte, float>(small.bytes).ToArray();
        return new HeatMap(
            Enlarge(values, height, width, image.Height, image.Width), image.Height, image.Width, subject, $"Grad-CAM at {layer ?? value}");
    }

    /// <summary>The last value of several pixels that is no pooling.</summary>
    private static string LastMaps(Network network)
    {
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes = network.InferShapes();
        return network.Nodes.Reverse().Where(n => !_passOver.Contains(n.OpType))
            .Select(n => n.Outputs[0])
            .FirstOrDefault(v => shapes.TryGetValue(v, out IReadOnlyList<long>? shape) && shape is [_, _, var h, var w] && h * w > 1)
            ?? throw new OptionsException([$"Network '{network.Name}' has no layer that gives maps of more than one pixel."]);
    }

    /// <summary>Bilinear, with pixel centres at half coordinates.</summary>
    private static float[] Enlarge(float[] values, int height, int width, int newHeight, int newWidth)
    {
        var result = new float[newHeight * newWidth];
        for (int y = 0; y < newHeight; y++)
        {
            (int top, int bottom, float down) = Place(y, newHeight, height);
            for (int x = 0; x < newWidth; x++)
            {
                (int left, int right, float across) = Place(x, newWidth, width);
                float upper = float.Lerp(values[(top * width) + left], values[(top * width) + right], across);
                float lower = float.Lerp(values[(bottom * width) + left], values[(bottom * width) + right], across);
                result[(y * newWidth) + x] = float.Lerp(upper, lower, down);
            }
        }

        return result;
    }

    private static (int Before, int After, float Share) Place(int at, int newSize, int size)
    {
        float place = Math.Clamp(((at + 0.5f) * size / newSize) - 0.5f, 0, size - 1);
        int before = (int)place;
        return (before, Math.Min(before + 1, size - 1), place - before);
    }
}
