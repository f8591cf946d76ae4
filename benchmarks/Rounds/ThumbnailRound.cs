using System.Diagnostics;
using NetVips;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The same photos through nothing but libvips' thumbnail call, to 224 x 224 bytes, in seconds.</summary>
internal sealed class ThumbnailRound : IRound
{
    private readonly string[] _files = Photos.Files();
    private readonly int _threads;

    public ThumbnailRound(int threads)
    {
        _threads = threads;
        // As PrepareImages sets it: images side by side, none in pieces.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        Parallel.ForEach(_files, new ParallelOptions { MaxDegreeOfParallelism = _threads }, file => Thumbnail(file));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
    }

    private static void Thumbnail(string file)
    {
        using Image image = Image.Thumbnail(file, 224, height: 224, crop: Enums.Interesting.Centre);
        byte[] pixels = image.WriteToMemory<byte>();
        if (pixels.Length != 224 * 224 * 3)
            throw new InvalidOperationException($"{file} gave {pixels.Length} bytes");
    }
}
