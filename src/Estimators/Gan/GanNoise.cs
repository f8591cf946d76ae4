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
    private float[] _values = [];

    /// <summary>The input of a step, <c>[rows, latents + classes]</c>: images of the classes of the real ones.</summary>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="rows">How many.</param>
    /// <param name="classes">One-hot codes on the host, <c>[rows, classes]</c>; empty without classes.</param>
    public Tensor ForStep(long step, int rows, ReadOnlySpan<float> classes)
    {
        Span<float> values = Rows(rows);
        long key = (long)SeededRandom.Hash(seed, StepPurpose, step);
        for (int row = 0; row < rows; row++)
        {
            Span<float> z = values.Slice(row * _width, _width);
            LatentNoise.Fill(key + row, z[..layout.Latents]);
            classes.Slice(row * layout.Classes, layout.Classes).CopyTo(z[layout.Latents..]);
        }

        return Send(values, rows);
    }

    /// <summary>The same input every time, for looking at: <paramref name="columns"/> images of each class, or as many rows without classes.</summary>
    public Tensor ForGrid(int rowsOfGrid, int columns)
    {
        int rows = rowsOfGrid * columns;
        Span<float> values = Rows(rows);
        values.Clear();
        long key = (long)SeededRandom.Hash(seed, GridPurpose, 0);
        for (int row = 0; row < rows; row++)
        {
            Span<float> z = values.Slice(row * _width, _width);
            LatentNoise.Fill(key + row, z[..layout.Latents]);
            if (layout.Classes > 0)
            {
                z[layout.Latents + (row / columns)] = 1;
            }
        }

        return Send(values, rows);
    }

    /// <summary>The input of a pass that only finds statistics: all classes in turn.</summary>
    public Tensor ForCalibration(int pass, int rows)
    {
        Span<float> values = Rows(rows);
        values.Clear();
        long key = (long)SeededRandom.Hash(seed, CalibrationPurpose, pass);
        for (int row = 0; row < rows; row++)
        {
            Span<float> z = values.Slice(row * _width, _width);
            LatentNoise.Fill(key + row, z[..layout.Latents]);
            if (layout.Classes > 0)
            {
                z[layout.Latents + (row % layout.Classes)] = 1;
            }
        }

        return Send(values, rows);
    }

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

    private Span<float> Rows(int rows)
    {
        if (_values.Length < rows * _width)
        {
            _values = new float[rows * _width];
        }

        return _values.AsSpan(0, rows * _width);
    }

    private Tensor Send(ReadOnlySpan<float> values, int rows)
    {
        Tensor host = zeros([rows, _width], ScalarType.Float32);
        MemoryMarshal.AsBytes(values).CopyTo(host.bytes);
        return device.type == DeviceType.CPU ? host : host.to(device);
    }
}
