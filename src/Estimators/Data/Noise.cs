using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Data;

/// <summary>
/// Random latent vectors of a run, on its device. They depend on the seed, the purpose and the step or row alone, so that a
/// resumed run draws the same.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="latents">The length of a vector.</param>
/// <param name="classes">Classes that follow it, one-hot; 0 for none.</param>
/// <param name="device">Where the tensors are wanted.</param>
internal sealed class Noise(int seed, int latents, int classes, Device device)
{
    private readonly int _width = latents + classes;

    /// <summary>Vectors of a step, <c>[rows, latents]</c>.</summary>
    public Tensor OfStep(ulong purpose, long step, int rows) => OfStep(purpose, step, new long[rows]);

    /// <summary>Vectors of a step with the class of each, <c>[rows, latents + classes]</c>.</summary>
    public Tensor OfStep(ulong purpose, long step, ReadOnlySpan<long> classOfRow)
    {
        long key = (long)RandomStream.Hash(seed, purpose, step);
        return Make(classOfRow, row => key + row);
    }

    /// <summary>Vectors of rows, the same whenever these rows come, <c>[rows, latents]</c>.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="rows">The positions of the rows in the data.</param>
    public Tensor OfRows(ulong purpose, ReadOnlySpan<long> rows)
    {
        long[] positions = rows.ToArray();
        return Make(new long[positions.Length], row => (long)RandomStream.Hash(seed, purpose, positions[row]));
    }

    /// <summary>Numbers of at least 0 and below 1 of a step, <c>[rows]</c>.</summary>
    public Tensor Fractions(ulong purpose, long step, int rows)
    {
        RandomStream random = RandomStream.For(seed, purpose, step);
        var fractions = new float[rows];
        for (int i = 0; i < rows; i++)
        {
            fractions[i] = (float)random.Fraction();
        }

        return ToDevice(tensor(fractions));
    }

    private Tensor Make(ReadOnlySpan<long> classOfRow, Func<int, long> seedOf)
    {
        Tensor host = zeros([classOfRow.Length, _width], ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(host.bytes);
        for (int row = 0; row < classOfRow.Length; row++)
        {
            Span<float> vector = values.Slice(row * _width, _width);
            LatentNoise.Fill(seedOf(row), vector[..latents]);
            if (classes > 0)
            {
                vector[latents + (int)classOfRow[row]] = 1;
            }
        }

        return ToDevice(host);
    }

    private Tensor ToDevice(Tensor host) => device.type == DeviceType.CPU ? host : host.to(device);
}
