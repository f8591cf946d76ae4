using System.Text;

namespace MlNetDeep.ModelZoo.Tests.Support;

/// <summary>The weights that Golden/make_architectures.py computes, from the same formula.</summary>
internal static class FormulaWeights
{
    /// <summary>Numbers from -scale / 2 to scale / 2 around a centre that depend on name and index only.</summary>
    public static float[] Values(string name, long count, double scale = 1, double centre = 0)
    {
        var hash = Encoding.UTF8.GetBytes(name).Aggregate(2166136261u, (h, b) => unchecked((h ^ b) * 16777619));
        var values = new float[count];
        for (uint i = 0; i < values.Length; i++)
        {
            var x = unchecked((i * 2654435761) + hash);
            x = unchecked((x ^ (x >> 16)) * 0x45D9F3B);
            x = unchecked((x ^ (x >> 16)) * 0x45D9F3B);
            x ^= x >> 16;
            values[i] = (float)(centre + (scale * (((x >> 8) / (double)(1 << 24)) - 0.5)));
        }

        return values;
    }

    public static NetworkTensor Tensor(string name, IReadOnlyList<long> shape)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var values = name.EndsWith("running_var", StringComparison.Ordinal) ? Values(name, count, 0.5, 1)
            : shape.Count == 1 && name.EndsWith("weight", StringComparison.Ordinal) ? Values(name, count, 0.2, 1)
            : shape.Count == 1 ? Values(name, count, 0.1)
            : Values(name, count, Math.Sqrt(24.0 / (count / shape[0])));
        return NetworkTensor.Create(name, values, [.. shape]);
    }

    public static Network Fill(Network network) => network.WithTensors(
        network.Parameters.Select(p => p.Name).Concat(network.Buffers)
            .Select(n => Tensor(n, network.Tensors[n].Shape)).ToList());
}
