using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Transformers of this project that run a network, as a graph.</summary>
/// <param name="graph">The graph.</param>
/// <param name="finish">Brings a network into the precision that is asked for.</param>
internal sealed class NetworkSteps(ExportGraph graph, Func<ExportStep, Network, Network> finish)
{
    /// <summary>The network that a transformer runs, for any number of rows where that is possible; null for any other transformer.</summary>
    public static Network? ScoredBy(ITransformer part) => NetworkOf(part)?.WithFreeBatch(required: false);

    private static Network? NetworkOf(ITransformer part) => part switch
    {
        ConvNetTransformer scorer => ScoringNetwork.For(scorer.Network, scorer.Options).Scored,
        NetworkFeaturizingTransformer featurizer => featurizer.Network,
        NetworkTransformer any => FloatEnds.Of(any.Network),
        _ => null,
    };

    /// <summary>The columns that a network's inputs are read from.</summary>
    public static INetworkInput[] InputsOf(ITransformer part, Network network, DataViewSchema schema) => part switch
    {
        ConvNetTransformer scorer => NetworkInputs.Bind(schema, scorer.Options.InputColumnName, network),
        NetworkFeaturizingTransformer featurizer => [ImageColumn.Bind(schema, featurizer.Options.Source, network)],
        NetworkTransformer any => [.. network.Inputs.Select(input => NetworkInputs.Bind(schema, any.Options.InputColumn(input.Name), network, input))],
        _ => throw new ArgumentException($"{part.GetType().Name} runs no network.", nameof(part)),
    };

    /// <summary>Adds a step that runs a network.</summary>
    /// <param name="step">The step.</param>
    /// <param name="columns">The columns before it.</param>
    /// <returns>The values of the step's needed columns, in their order.</returns>
    public IReadOnlyList<string> Add(ExportStep step, IReadOnlyDictionary<string, GraphColumn> columns)
    {
        Network network = ScoredBy(step.Part)!;
        INetworkInput[] bound = InputsOf(step.Part, network, step.Input);
        string[] inputs = [.. bound.Select(input => Feed(input, columns[input.Columns[0].Name]))];
        string[] outputs = graph.Inline(finish(step, network), inputs);
        return [.. step.Outputs.Select(column => step.Part switch
        {
            ConvNetTransformer scorer => Score(scorer.Options, column.Name, column.Type is VectorDataViewType ? graph.Add("Flatten", [outputs[0]]) : outputs[0]),
            NetworkTransformer any => outputs[OutputOf(any, network, column)],
            _ => outputs[0],
        })];
    }

    private static int OutputOf(NetworkTransformer any, Network network, DataViewSchema.Column column)
    {
        NetworkValue output = network.Outputs.First(value => any.Options.OutputColumn(value.Name) == column.Name);
        return column.Type is ImageDataViewType
            ? throw new DeepLearningException(
                $"Column '{column.Name}' holds images that {nameof(NetworkTransformer)} makes of the network's output '{output.Name}', and a file has tensors. "
                + $"Leave the output out of {nameof(NetworkTransformerOptions.ImageOutputs)} to export its numbers.")
            : network.Outputs.ToList().IndexOf(output);
    }

    private string Score(ConvNetTransformerOptions options, string column, string output)
    {
        bool isDecision = column == options.PredictedLabelColumnName;
        if (options.Task == NetworkTask.Multiclass)
            return isDecision ? LabelGraph.KeyOfLargest(graph, graph.Add("Flatten", [output])) : output;
        if (options.Task == NetworkTask.Regression)
            return output;
        float[] least = ScoreGetters.LogOdds(options.Thresholds, options.Classes?.Count ?? 1);
        return isDecision ? graph.Add("Greater", [output, graph.Constant(least, least.Length)])
            : column == options.ProbabilityColumnName ? graph.Add("Sigmoid", [output])
            : output;
    }

    /// <summary>What <see cref="ImageReader"/> and <see cref="NumberColumn"/> do while they read a row.</summary>
    private string Feed(INetworkInput input, GraphColumn column)
    {
        InputShape shape = input.Shape;
        if (input is not ImageColumn image)
            return graph.Shape(column.Value, shape.Dimensions);
        if (!shape.IsImage)
        {
            string flat = column.Value;
            if (image.Scaling is not { } numbers)
                return graph.Shape(flat, shape.Dimensions);
            long[] planes = [numbers.Channels, 1, shape.Size / numbers.Channels];
            string scaled = PixelGraph.Scale(graph, graph.Cast(graph.Shape(flat, planes), TensorElementType.Float), numbers, PixelLayout.Planar);
            return graph.Shape(scaled, shape.Dimensions);
        }

        string pixels = graph.Shape(column.Value, image.Layout == PixelLayout.Planar
            ? [shape.Channels, shape.Height, shape.Width]
            : [shape.Height, shape.Width, shape.Channels]);
        if (image.Scaling is { } scaling)
            pixels = PixelGraph.Scale(graph, graph.Cast(pixels, TensorElementType.Float), scaling, image.Layout);
        if (image.Layout == shape.Layout)
            return pixels;
        long[] axes = shape.Layout == PixelLayout.Planar ? [0, 3, 1, 2] : [0, 2, 3, 1];
        return graph.Add("Transpose", [pixels], node => node.With("perm", axes));
    }
}
