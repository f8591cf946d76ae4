using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>What a network of a pipeline is given, row by row.</summary>
internal static class NetworkRows
{
    /// <summary>Reads the inputs of a step's network.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="plan">The pipeline.</param>
    /// <param name="step">The step with the network.</param>
    /// <param name="network">The network.</param>
    /// <param name="data">The data that the pipeline takes.</param>
    /// <param name="count">The most rows.</param>
    public static IEnumerable<SampleValue[]> Read(MLContext mlContext, ExportPlan plan, ExportStep step, Network network, IDataView data, long count)
    {
        IDataView view = mlContext.Data.TakeRows(data, count);
        foreach (ITransformer part in plan.Parts.Take(step.Index))
            view = part.Transform(view);
        INetworkInput[] inputs = NetworkSteps.InputsOf(step.Part, network, view.Schema);
        using DataViewRowCursor cursor = view.GetRowCursor(inputs.SelectMany(input => input.Columns));
        INetworkInputReader[] readers = [.. inputs.Select(input => input.CreateReader(cursor))];
        while (cursor.MoveNext())
        {
            yield return [.. readers.Select((reader, i) =>
            {
                float[] values = new float[inputs[i].Shape.Size];
                reader.ReadFloats(values);
                return new SampleValue(values, [.. inputs[i].Shape.Dimensions]);
            })];
        }
    }
}
