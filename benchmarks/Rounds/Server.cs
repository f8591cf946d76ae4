using System.Globalization;
using MlNetDeep.Benchmarks.Plain;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>Serves rounds of one kind to the process that compares: see Running/Contestant.cs for the protocol.</summary>
internal static class Server
{
    public static int Run(string kind, int threads, int rows)
    {
        using IRound round = kind switch
        {
            "step" => new TrainingRound(wholeEpoch: false, threads),
            "epoch" => new TrainingRound(wholeEpoch: true, threads),
            "transform" => new TransformRound(threads),
            "row-by-row" => new RowByRowRound(threads),
            "bare-batches" => new BareBatchesRound(threads),
            "predict" => new PredictRound(bare: false, threads),
            "conv150-step" => new DogsVsCatsTrainingRound(threads),
            "vgg16-step" => new PhotoTrainingRound(Networks.Vgg16(seed: 1), batch: 4, steps: 3, threads),
            "resnet18-step" => new PhotoTrainingRound(Networks.Create("resnet18", new ArchitectureOptions { Seed = 1 }), batch: 8, steps: 5, threads),
            "squeezenet-step" => new PhotoTrainingRound(
                Network.FromBytes(Networks.Create("squeezenet1_1", new ArchitectureOptions { Seed = 1 }).ToBytes()), batch: 8, steps: 7, threads),
            "adam" => new AdamRound(threads),
            "plain-epoch" => new PlainEpochRound(threads),
            "plain-features" => new PlainFeaturesRound(threads),
            "plain-adam" => new PlainAdamRound(threads),
            "plain-gan64" => new PlainGanRound(threads),
            "plain-style" => new PlainStyleRound(threads),
            "plain-mnist" or "plain-conv150" or "plain-vgg16" or "plain-resnet18" or "plain-squeezenet" => new PlainStepRound(kind["plain-".Length..], threads),
            "vgg16-features" => new FeaturesRound(threads),
            "style-step" => new StyleRound(threads),
            "cache-empty" => new CacheRound(filled: false, threads),
            "cache-filled" => new CacheRound(filled: true, threads),
            "gan64-step" => new GanRound(64, threads),
            "gan28-step" => new GanRound(28, threads),
            "gan-memory" => new GanMemoryRound(rows, threads),
            "gan64-sample" => new SamplingRound(threads),
            "predict-bare" => new PredictRound(bare: true, threads),
            "prepare" => new PrepareRound(threads),
            "thumbnail" => new ThumbnailRound(threads),
            "image-memory" => new ImageMemoryRound(rows, threads),
            "stream" => new StreamRound(rows, threads),
            _ when kind.StartsWith("file-", StringComparison.Ordinal) => new LargeFileRound(kind["file-".Length..], threads),
            _ => throw new ArgumentException($"no round is called '{kind}'", nameof(kind)),
        };
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
            Console.WriteLine(round.Run().ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }
}
