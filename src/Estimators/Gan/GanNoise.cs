using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

/// <summary>The random inputs of a generator in training. They depend on the run's seed and the step alone.</summary>
internal sealed class GanNoise(GeneratorLayout layout, int seed, Device device)
{
    private const ulong StepPurpose = 0x6A1;
    private const ulong GridPurpose = 0x6A2;
    private const ulong BetweenPurpose = 0x6A3;
    private const ulong CalibrationPurpose = 0x6A4;

    private readonly int _width = layout.Latents + layout.Classes;

    /// <summary>The input of a step, <c>[rows, latents + classes]</c>: images of the classes of the real ones.</summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="classes">The class of each row, counted from 0; of no account without classes.</param>
    public Tensor ForStep(long step, ReadOnlySpan<long> classes) => Make(StepPurpose, step, classes);

    /// <summary>The same input every time, for looking at: <paramref name="columns"/> images of each class, or as many rows without classes.</summary>
    public Tensor ForGrid(int rowsOfGrid, int columns) =>
        Make(GridPurpose, 0, [.. Enumerable.Range(0, rowsOfGrid * columns).Select(row => (long)(row / columns))]);

    /// <summary>The input of a pass that only finds statistics: all classes in turn.</summary>
    public Tensor ForCalibration(int pass, int rows) =>
        Make(CalibrationPurpose, pass, [.. Enumerable.Range(0, rows).Select(row => (long)(row % Math.Max(1, layout.Classes)))]);

    /// <summary>Where between real and generated images a gradient is looked at, <c>[rows, 1, 1, 1]</c>, from 0 to 1.</summary>
    public Tensor SharesForStep(long step, int rows)
    {
        var shares = new float[rows];
        var random = SeededRandom.For(seed, BetweenPurpose, step);
        foreach (ref float share in shares.AsSpan())
        {
            share = (random.Next() >> 40) * (1f / (1 << 24));
        }

        using Tensor host = tensor(shares);
        return host.reshape(rows, 1, 1, 1).to(device, copy: true);
    }

    private Tensor Make(ulong purpose, long index, ReadOnlySpan<long> classes)
    {
        int rows = classes.Length;
        Tensor host = zeros([rows, _width], ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(host.bytes);
        long key = (long)SeededRandom.Hash(seed, purpose, index);
        for (int row = 0; row < rows; row++)
        {
            Span<float> z = values.Slice(row * _width, _width);
            LatentNoise.Fill(key + row, z[..layout.Latents]);
            if (layout.Classes > 0)
            {
                z[layout.Latents + (int)classes[row]] = 1;
            }
        }

        return device.type == DeviceType.CPU ? host : host.to(device);
    }
}
