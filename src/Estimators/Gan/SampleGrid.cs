using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>What the same latents look like after each epoch: a picture, and whether the images still differ.</summary>
internal sealed class SampleGrid
{
    private const int Columns = 8;
    private const int Rows = 8;
    private const int MaxRows = 16;
    private const double Collapsed = 1e-3;
    private const ulong GridPurpose = 0x6A2;
    private static readonly TimeSpan _frame = TimeSpan.FromMilliseconds(250);

    private readonly string? _folder;
    private readonly ProgressReporter _progress;

    /// <summary>Makes the folder.</summary>
    /// <param name="folder">Where pictures go; null for none.</param>
    /// <param name="progress">Who is told of a collapse.</param>
    public SampleGrid(string? folder, ProgressReporter progress)
    {
        _folder = folder;
        _progress = progress;
        if (folder is not null)
        {
            StorageFault.MakeFolder(folder, null);
        }
    }

    /// <summary>Makes the images of an epoch and their picture.</summary>
    /// <returns>The mean over all values of their standard deviation over the images.</returns>
    public double Draw(TorchNetwork generator, Noise noise, int epoch)
    {
        using DisposeScope scope = NewDisposeScope();
        GeneratorLayout layout = generator.Source.Generator!;
        int rows = layout.Classes == 0 ? Rows : Math.Min(layout.Classes, MaxRows);
        long[] classes = [.. Enumerable.Range(0, rows * Columns).Select(row => (long)(row / Columns))];
        Tensor images = generator.Forward(noise.OfStep(GridPurpose, 0, classes), ForwardPass.Inference).cpu().contiguous();
        double deviation = images.var([0]).sqrt().mean().item<float>();
        if (deviation < Collapsed)
        {
            _progress.Warning($"The generator has collapsed in epoch {epoch}: it makes the same image from {rows * Columns} different latents (standard deviation {deviation:g3}). Try a lower DiscriminatorLearningRate, R1 = 1, SpectralNormalization, or another Loss.");
        }

        if (_folder is not null)
        {
            long[] shape = images.shape;
            ImageGrid.Write(
                PathOf(epoch), MemoryMarshal.Cast<byte, float>(images.bytes), (int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3],
                generator.Source.Preprocessing!, Columns);
        }

        return deviation;
    }

    /// <summary>Puts the pictures of all epochs, those before an interruption too, into one that moves.</summary>
    /// <param name="epochs">Finished epochs.</param>
    public void Animate(int epochs)
    {
        string[] frames = _folder is null ? [] : [.. Enumerable.Range(1, epochs).Select(PathOf).Where(File.Exists)];
        if (frames.Length > 0)
        {
            AnimatedPng.Write(Path.Combine(_folder!, "training.png"), frames, _frame);
        }
    }

    private string PathOf(int epoch) => Path.Combine(_folder!, $"epoch-{epoch:0000}.png");
}
