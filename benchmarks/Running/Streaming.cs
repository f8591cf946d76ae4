using System.Globalization;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>Peak memory of training on 600,000 streamed rows against 60,000, a process each.</summary>
internal static class Streaming
{
    private const int Rounds = 3;

    public static Outcome Measure(string threads)
    {
        Comparison comparison = new(
            "streaming", "peak memory, training on 600,000 streamed rows", Launch.Serve("stream", threads, "600000"),
            Launch.Serve("stream", threads, "60000"), "60,000 rows", "MB", double.NaN, Rounds);
        var ours = new List<double>();
        var peer = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            ours.Add(Once(comparison.Ours));
            peer.Add(Once(comparison.Peer));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"streaming {round + 1}/{Rounds}: {ours[^1]:0} and {peer[^1]:0} MB"));
        }
        return new Outcome(comparison, ours, peer);
    }

    private static double Once(Launch launch)
    {
        using var process = new Contestant(launch);
        return process.Round();
    }
}
