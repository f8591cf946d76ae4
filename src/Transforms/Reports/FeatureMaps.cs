using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep;

/// <summary>What one convolution made of one picture.</summary>
/// <param name="Layer">The convolution's name.</param>
/// <param name="Values">The maps after normalisation and activation, shape [C, H, W].</param>
/// <param name="Channels">Number of maps.</param>
/// <param name="Height">Rows of a map.</param>
/// <param name="Width">Columns of a map.</param>
internal sealed record FeatureMaps(string Layer, float[] Values, int Channels, int Height, int Width)
{
    private static readonly HashSet<string> _following = ["BatchNormalization", "Relu", "LeakyRelu", "Sigmoid", "Tanh", "Clip", "PRelu", "Elu"];

    /// <summary>Runs the network once on one picture and brings back what each of its convolutions saw.</summary>
    /// <param name="network">A network with one float input, [N, C, H, W] or [N, H, W, C].</param>
    /// <param name="image">The picture; its size is that of the input.</param>
    /// <param name="maxLayers">The first so many convolutions.</param>
    public static IReadOnlyList<FeatureMaps> Compute(Network network, ReportImage image, int maxLayers)
    {
        List<(string Layer, string Value)> wanted = [.. network.Nodes.Where(n => n.OpType == "Conv").Take(maxLayers)
            .Select(n => (n.Name.Length > 0 ? n.Name : n.Outputs[0], Activated(network, n.Outputs[0])))];
        if (wanted.Count == 0)
            return [];
        return Run(network, image, wanted);
    }

    /// <summary>Runs the network on one picture and brings back what one layer made of it.</summary>
    /// <exception cref="OptionsException">There is no such layer, or it gives no maps.</exception>
    public static FeatureMaps Compute(Network network, ReportImage image, string layer)
    {
        IReadOnlyList<FeatureMaps> maps = Run(network, image, [(layer, ValueOf(network, layer))]);
        return maps.Count > 0 ? maps[0] : throw new OptionsException(
            [$"Layer '{layer}' of network '{network.Name}' does not give maps, [N, C, H, W]. Name a convolution, or another layer before the dense ones."]);
    }

    /// <summary>The value that a layer gives; of a convolution that after its normalization and activation.</summary>
    public static string ValueOf(Network network, string layer)
    {
        string value = network.FindValue(layer);
        return network.Nodes.First(n => n.Outputs.Contains(value)).OpType == "Conv" ? Activated(network, value) : value;
    }

    private static List<FeatureMaps> Run(Network network, ReportImage image, List<(string Layer, string Value)> wanted)
    {
        NetworkValue input = network.Inputs[0];
        float[] pixels = ToInput(network, image, out InputShape shape);

        string[] names = [.. wanted.Select(w => w.Value).Distinct()];
        GraphCost.Check(network, shape.Dimensions);
        using InferenceSession session = SessionFactory.Create(network.WithOutputs(names), threads: 1);
        using RunOptions run = new();
        using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(pixels, [1, .. shape.Dimensions]);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [input.Name], [tensor], names);

        List<FeatureMaps> maps = [];
        foreach ((string layer, string value) in wanted)
        {
            OrtValue result = results[Array.IndexOf(names, value)];
            long[] size = result.GetTensorTypeAndShape().Shape;
            if (size.Length == 4)
                maps.Add(new FeatureMaps(layer, result.GetTensorDataAsSpan<float>().ToArray(), (int)size[1], (int)size[2], (int)size[3]));
        }
        return maps;
    }

    // From a convolution's output along the chain of normalisation and activation that alone uses it.
    private static string Activated(Network network, string value)
    {
        while (true)
        {
            List<NetworkNode> users = [.. network.Nodes.Where(n => n.Inputs.Contains(value))];
            if (users.Count != 1 || !_following.Contains(users[0].OpType) || network.Outputs.Any(o => o.Name == value))
                return value;
            value = users[0].Outputs[0];
        }
    }

    /// <summary>The picture as the network's input, in the layout of the input.</summary>
    /// <param name="network">The network.</param>
    /// <param name="image">The picture.</param>
    /// <param name="shape">The shape of the input for this picture.</param>
    /// <exception cref="ShapeException">The picture does not have the size of the network's input.</exception>
    public static float[] ToInput(Network network, ReportImage image, out InputShape shape)
    {
        NetworkValue input = network.Inputs[0];
        PixelLayout layout = network.ImageLayout;
        int[] size = layout == PixelLayout.Planar
            ? [image.Channels, image.Height, image.Width] : [image.Height, image.Width, image.Channels];
        if (input.ElementType != TensorElementType.Float || input.Shape.Count != 4
            || input.Shape.Skip(1).Zip(size).Any(p => p.First is long known && known != p.Second))
        {
            throw new ShapeException(
                input.Name,
                $"the picture is [{InvariantText.Join(", ", size)}] of bytes, the network's input "
                + $"[{string.Join(", ", input.Shape.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "N"))}] of {input.ElementType}. Give a picture of the input's size.");
        }

        shape = InputShape.Of(network, size);
        PixelScaling scaling = PixelScaling.Of(network, shape);
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; scaling.IsBlueFirst && i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        float[] values = new float[pixels.Length];
        scaling.Scale(PixelOrder.Copy<byte>(pixels, PixelLayout.Interleaved, layout, image.Channels), layout, values);
        return values;
    }
}
