using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

/// <summary>The random numbers of the draws from q(z|x) in training. They depend on the run's seed and the step or row alone.</summary>
internal sealed class VaeNoise(int latents, int seed, Device device)
{
    private const ulong StepPurpose = 0x7AE1;
    private const ulong RowPurpose = 0x7AE2;

    /// <summary>Numbers of a training step, <c>[rows, latents]</c>.</summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="rows">How many rows.</param>
    public Tensor ForStep(long step, int rows)
    {
        long key = (long)SeededRandom.Hash(seed, StepPurpose, step);
        return Make(rows, row => key + row);
    }

    /// <summary>Numbers of rows for validation, the same in every epoch and batch, <c>[rows, latents]</c>.</summary>
    /// <param name="rows">The positions of the rows in the data.</param>
    public Tensor ForRows(ReadOnlySpan<long> rows)
    {
        long[] positions = rows.ToArray();
        return Make(positions.Length, row => (long)SeededRandom.Hash(seed, RowPurpose, positions[row]));
    }

    private Tensor Make(int rows, Func<int, long> seedOf)
    {
        Tensor host = zeros([rows, latents], ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(host.bytes);
        for (int row = 0; row < rows; row++)
        {
            LatentNoise.Fill(seedOf(row), values.Slice(row * latents, latents));
        }

        return device.type == DeviceType.CPU ? host : host.to(device);
    }
}
