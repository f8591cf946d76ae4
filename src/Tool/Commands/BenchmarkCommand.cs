using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlNetDeep.Tool.Output;
using MlNetDeep.Tool.Runs;
using MlNetDeep.Tool.Scoring;
using Spectre.Console;

namespace MlNetDeep.Tool.Commands;

/// <summary><c>mlnetdeep benchmark RUN</c>.</summary>
internal static class BenchmarkCommand
{
    private const double SecondsEach = 2;

    public static Command Create()
    {
        Argument<string> model = new("model") { Description = "The folder of a run, or a model.zip." };
        Option<string> image = new("--image") { Description = "A photo to measure with: reading and preparing it counts.", Required = true };
        Option<int[]> batches = new("--batches") { Description = "The numbers of images at a time.", DefaultValueFactory = _ => [1, 8, 32], AllowMultipleArgumentsPerToken = true };
        Command command = new("benchmark", "Measures how fast a model predicts, reading and preparing images included.") { model, image, batches };
        command.SetTool((a, terminal) =>
        {
            if (a.GetValue(batches)!.FirstOrDefault(b => b < 1) is var wrong && wrong < 0)
                throw new UsageException($"--batches must be at least 1, but one is {wrong}.");
            string photo = Path.GetFullPath(a.GetValue(image)!);
            if (!File.Exists(photo))
                throw new UsageException($"{photo} does not exist.");
            using var classifier = Classifier.Load(terminal.Context(1), RunFolder.ModelOf(a.GetValue(model)!));
            List<BatchTime> times = [.. a.GetValue(batches)!.Select(b => Measure(classifier, photo, b))];
            terminal.Result(times, console => Show(console, times));
            return ExitCodes.Done;
        });
        return command;
    }

    private static BatchTime Measure(Classifier classifier, string photo, int batch)
    {
        string[] photos = [.. Enumerable.Repeat(photo, batch)];
        List<double> times = [];
        _ = classifier.Predict(photos, 1).Count();
        for (Stopwatch all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < SecondsEach || times.Count < 5;)
        {
            long start = Stopwatch.GetTimestamp();
            _ = classifier.Predict(photos, 1).Count();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        double median = times[times.Count / 2];
        return new BatchTime(batch, median, times[(int)(times.Count * 0.95)], batch / median * 1000);
    }

    private static void Show(IAnsiConsole console, List<BatchTime> times)
    {
        Table table = new Table().AddColumns("images at a time", "median ms", "95 % within ms", "images a second");
        foreach (BatchTime t in times)
        {
            table.AddRow(
                t.Batch.ToString(CultureInfo.InvariantCulture), t.MedianMilliseconds.ToString("F1", CultureInfo.InvariantCulture),
                t.P95Milliseconds.ToString("F1", CultureInfo.InvariantCulture), t.ImagesPerSecond.ToString("F0", CultureInfo.InvariantCulture));
        }

        console.Write(table);
    }

    private sealed record BatchTime(int Batch, double MedianMilliseconds, double P95Milliseconds, double ImagesPerSecond);
}
