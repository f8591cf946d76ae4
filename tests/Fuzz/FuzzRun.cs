using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace MlNetDeep.Fuzz;

/// <summary>Runs cases and tells what a reader must not do: throw what is no error of the library, hang, or end the process.</summary>
internal static class FuzzRun
{
    // A case takes milliseconds; a busy machine makes them many.
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    /// <summary>Runs each <paramref name="step"/>-th case from <paramref name="first"/> on, and gives how many failed.</summary>
    /// <param name="targets">The readers.</param>
    /// <param name="only">The name of the one reader to try; null for all.</param>
    /// <param name="seed">Seed of the run; a case is the same for the same seed.</param>
    /// <param name="first">The first case.</param>
    /// <param name="step">The distance of the cases.</param>
    /// <param name="end">The case that is not run any more.</param>
    /// <param name="progressFile">Where the number of the running case is, for whoever watches; null for nowhere.</param>
    public static int Cases(Targets targets, string? only, int seed, int first, int step, int end, string? progressFile)
    {
        using MemoryMappedFile? file = progressFile is null ? null : MemoryMappedFile.CreateFromFile(progressFile, FileMode.Create, null, sizeof(int));
        using MemoryMappedViewAccessor? progress = file?.CreateViewAccessor();
        foreach (FuzzTarget target in targets.All.Where(t => only is null || t.Name == only))
            target.CheckSamples();
        var counts = new SortedDictionary<string, (int Cases, int Read, int Refused, int Failed, double Milliseconds)>(StringComparer.Ordinal);
        int running = -1, failed = 0;
        long since = Stopwatch.GetTimestamp();
        using var watch = new Timer(
            _ =>
            {
                if (Stopwatch.GetElapsedTime(Volatile.Read(ref since)) > _longest)
                {
                    Console.WriteLine($"HANG case {Volatile.Read(ref running)} of seed {seed}");
                    Environment.Exit(3);
                }
            },
            null, 1000, 1000);
        for (int number = first; number < end; number += step)
        {
            FuzzTarget target = only is null ? targets.Of(number) : targets.All.First(t => t.Name == only);
            Volatile.Write(ref running, number);
            Volatile.Write(ref since, Stopwatch.GetTimestamp());
            progress?.Write(0, number);
            (int cases, int read, int refused, int bad, double milliseconds) = counts.GetValueOrDefault(target.Name);
            switch (One(target, seed, number))
            {
                case null:
                    read++;
                    break;
                case "":
                    refused++;
                    break;
                case { } problem:
                    bad++;
                    failed++;
                    Console.WriteLine($"FAILED {target.Name} case {number} of seed {seed}: {problem}");
                    break;
            }

            counts[target.Name] = (cases + 1, read, refused, bad, milliseconds + Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        foreach ((string name, (int cases, int read, int refused, int bad, double milliseconds)) in counts)
            Console.WriteLine(FormattableString.Invariant($"{name}: {cases} cases, {read} read, {refused} refused, {bad} failed, {milliseconds / cases:F1} ms each"));
        return failed;
    }

    /// <summary>Runs a case: null where it was read, an empty text where it was refused, otherwise what is wrong.</summary>
    public static string? One(FuzzTarget target, int seed, int number)
    {
        byte[] content = Content(target, seed, number);
        try
        {
            target.Read(content);
            return null;
        }
        catch (DeepLearningException e)
        {
            return Refusal.Problem(e) ?? "";
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    /// <summary>The file of a case.</summary>
    public static byte[] Content(FuzzTarget target, int seed, int number) =>
        target.Make(unchecked((seed * (int)2654435761) ^ (number * 40503)));
}
