using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Puts the decoder of a variational autoencoder behind its encoder.</summary>
internal static class VariationalGraft
{
    public const string Mean = "mean";
    public const string LogVariance = "log_variance";
    private const string Prefix = "vae";

    // From here on, operators of different dimensions broadcast as numpy does.
    private const long OldestOpset = 7;

    public static Network Join(Network encoder, Network decoder, int draws)
    {
        var latents = Check(encoder, decoder);
        var sampled = Sampled(encoder, latents, draws);
        var joined = sampled.WithHead(decoder, "decoder");
        return Gathered(joined, encoder.Outputs[0].Name, encoder.Outputs[1].Name, draws);
    }

    private static long Check(Network encoder, Network decoder)
    {
        if (encoder is not { Inputs.Count: 1, Outputs: [{ Shape: [_, { } mean] }, { Shape: [_, { } variance] }] } || mean != variance)
        {
            throw new DeepLearningException(
                $"The encoder of a variational autoencoder has one input and two outputs [N, L], the mean and the logarithm of the "
                + $"variance; '{encoder.Name}' has the inputs {InvariantText.Join(", ", encoder.Inputs)} and the outputs "
                + $"{InvariantText.Join(", ", encoder.Outputs)}. Choose two with Network.WithOutputs.");
        }

        if (encoder.OpsetVersion < OldestOpset)
        {
            throw new DeepLearningException(
                $"Network '{encoder.Name}' is written in operator set {encoder.OpsetVersion}; {OldestOpset} or later is needed to put "
                + "a decoder behind it. Convert the file.");
        }

        if (encoder.Inputs[0].Shape[0] is not null || decoder.Inputs is [{ Shape: [not null, ..] }])
        {
            throw new DeepLearningException(
                $"Encoder '{encoder.Name}' takes {encoder.Inputs[0]} and decoder '{decoder.Name}' {decoder.Inputs[0]}; both must leave "
                + "the number of rows open.");
        }

        return mean;
    }

    /// <summary>The encoder, and behind it the latent vectors: <c>[N * (1 + draws), L]</c>, those of an image together.</summary>
    private static Network Sampled(Network encoder, long latents, int draws)
    {
        var name = NewNames(encoder);
        var noise = new float[checked((1 + draws) * latents)];
        for (var draw = 1; draw <= draws; draw++)
        {
            LatentNoise.Fill(draw - 1, noise.AsSpan((int)(draw * latents), (int)latents));
        }

        string half = name("half"), places = name("places"), rows = name("rows"), noises = name("noise");
        string halved = name("halved"), deviation = name("deviation"), placedMean = name("placed_mean");
        string placedDeviation = name("placed_deviation"), offset = name("offset"), sum = name("sum"), z = name("z");
        return encoder.Edit(parts => parts with
        {
            Graph = WithOutput(parts.Graph, ValueInfos.Create(z, [1 + draws, latents], [2 * (1 + draws), latents])),
            Nodes =
            [
                .. parts.Nodes,
                Node("Mul", halved, encoder.Outputs[1].Name, half),
                Node("Exp", deviation, halved),
                Node("Reshape", placedMean, encoder.Outputs[0].Name, places),
                Node("Reshape", placedDeviation, deviation, places),
                Node("Mul", offset, placedDeviation, noises),
                Node("Add", sum, placedMean, offset),
                Node("Reshape", z, sum, rows),
            ],
            Tensors =
            [
                .. parts.Tensors,
                NetworkTensor.Create(half, [0.5f]),
                NetworkTensor.Create(places, [-1L, 1, latents], 3),
                NetworkTensor.Create(rows, [-1L, latents], 2),
                NetworkTensor.Create(noises, noise, 1 + draws, latents),
            ],
        });
    }

    /// <summary>Mean, logarithm of the variance and decoded values as one output.</summary>
    private static Network Gathered(Network joined, string mean, string logVariance, int draws)
    {
        var output = joined.Outputs[0].Name;
        var latents = joined.InferShapes()[mean][1];
        var decoded = joined.InferShapes()[output];
        var values = decoded.Skip(1).Aggregate(1L, (product, size) => checked(product * size));
        if (decoded[0] != 1 + draws || joined.InferShapes(2)[output][0] != 2 * (1 + draws))
        {
            throw new ShapeException(output, "the decoder does not give one image for each latent vector.");
        }

        var name = NewNames(joined);
        string rows = name("image_rows"), images = name("images"), scores = name("scores");
        var width = (2 * latents) + ((1 + draws) * values);
        return joined.Edit(parts => parts with
        {
            Graph = WithOutput(parts.Graph, ValueInfos.Create(scores, [1, width], [2, width])),
            Nodes =
            [
                .. parts.Nodes,
                Node("Reshape", images, output, rows),
                new NetworkNode(Proto("Concat", scores, mean, logVariance, images).With("axis", 1)),
            ],
            Tensors = [.. parts.Tensors, NetworkTensor.Create(rows, [-1L, (1 + draws) * values], 2)],
        });
    }

    private static Func<string, string> NewNames(Network network)
    {
        var taken = network.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs).Append(n.Name))
            .Concat(network.Tensors.Keys).Concat(network.Inputs.Select(i => i.Name)).ToHashSet();
        return wanted =>
        {
            var name = UniqueName.Find($"{Prefix}.{wanted}", taken);
            taken.Add(name);
            return name;
        };
    }

    private static GraphProto WithOutput(GraphProto graph, ValueInfoProto output)
    {
        var clone = graph.Clone();
        clone.Output.Clear();
        clone.Output.Add(output);
        return clone;
    }

    private static NetworkNode Node(string opType, string output, params string[] inputs) => new(Proto(opType, output, inputs));

    private static NodeProto Proto(string opType, string output, params string[] inputs) =>
        new() { Name = output, OpType = opType, Input = { inputs }, Output = { output } };
}
