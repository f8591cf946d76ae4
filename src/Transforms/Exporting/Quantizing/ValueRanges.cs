using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep;

/// <summary>The smallest and the largest number of each value of a network, over the rows that it is calibrated with.</summary>
internal static class ValueRanges
{
    /// <summary>Runs the rows and looks at the values.</summary>
    /// <param name="network">The network.</param>
    /// <param name="values">The values: inputs of the network, or what its nodes make.</param>
    /// <param name="rows">The inputs of the network, row by row.</param>
    /// <returns>The ranges; 0 is in each of them.</returns>
    /// <exception cref="DeepLearningException">There are no rows, or a value is no finite number.</exception>
    public static Dictionary<string, (float Least, float Most)> Measure(Network network, IReadOnlyCollection<string> values, IEnumerable<SampleValue[]> rows)
    {
        Dictionary<string, (float Least, float Most)> ranges = values.ToDictionary(value => value, _ => (0f, 0f));
        string[] inputs = [.. network.Inputs.Select(input => input.Name)], made = [.. values.Except(inputs)];
        using InferenceSession session = SessionFactory.Create(made.Length > 0 ? network.WithOutputs(made) : network, 0);
        using var run = new FileRun(session, (int)(network.Inputs[0].Shape[0] ?? 1), inputs, made);
        int count = 0;
        foreach (SampleValue[] row in rows)
        {
            count++;
            for (int i = 0; i < inputs.Length; i++)
                Widen(inputs[i], row[i].Values);
            Array[] results = made.Length > 0 ? run.Run(row) : [];
            for (int i = 0; i < made.Length; i++)
                Widen(made[i], results[i]);
        }

        return count > 0 ? ranges : throw new DeepLearningException($"There are no rows to calibrate network '{network.Name}' with; give some in {nameof(Int8Options.CalibrationData)}.");

        void Widen(string value, Array numbers)
        {
            if (!ranges.TryGetValue(value, out (float Least, float Most) range) || numbers is not float[] floats || floats.Length == 0)
                return;
            (float least, float most) = (TensorPrimitives.Min(floats), TensorPrimitives.Max(floats));
            if (!float.IsFinite(least) || !float.IsFinite(most))
                throw new DeepLearningException($"Row {count - 1} of the rows to calibrate with makes value '{value}' of network '{network.Name}' {(float.IsFinite(least) ? most : least)}; leave it out.");
            ranges[value] = (Math.Min(range.Least, least), Math.Max(range.Most, most));
        }
    }
}
