using System.Diagnostics;
using MlNetDeep.Transforms.Vips;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The same photos through nothing but libvips' thumbnail call, to 224 x 224 bytes, in seconds.</summary>
internal sealed class ThumbnailRound(int threads) : IRound
{
    private readonly string[] _files = Photos.Files();

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        Parallel.ForEach(_files, new ParallelOptions { MaxDegreeOfParallelism = threads }, file => Thumbnail(file));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
    }

    private static unsafe void Thumbnail(string file)
    {
        using var operation = new VipsOperation("thumbnail");
        operation.Set("filename", file).Set("width", 224).Set("height", 224).Set("crop", "centre");
        using VipsImage image = operation.RunToImage();
        byte* pixels = image.Render(out long size);
        VipsNative.Free(pixels);
        if (size != 224 * 224 * 3)
            throw new InvalidOperationException($"{file} gave {size} bytes");
    }
}
