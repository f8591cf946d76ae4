using System.Globalization;
using MlNetDeep;
using MlNetDeep.Benchmarks.Rounds;
using MlNetDeep.Benchmarks.Running;

// benchmarks [--threads N] [--write FILE] [NAME ...]      measures all comparisons, or the named ones
// benchmarks zoo [--threads N] [--write FILE] [NAME ...]  measures all networks of the zoo, or the named ones
// benchmarks serve KIND THREADS [ROWS]                    one side of a comparison, driven by the other process
if (args is ["serve", ..])
    return Server.Run(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 0);
CommandLine line = CommandLine.Parse(args);
if (line.Names is ["zoo", ..])
    return Zoo(line with { Names = [.. line.Names.Skip(1)] });

string count = line.Threads.ToString(CultureInfo.InvariantCulture);
Comparison[] comparisons =
[
    new("training-step", "training step, MNIST convnet, batch 128", Launch.Serve("step", count), Launch.Python("mnist.py", "step", Repository.Mnist, "--threads", count), "PyTorch", "ms", 1.2, 9),
    new("training-epoch", "epoch of 60,000 digits with its data feed", Launch.Serve("epoch", count), Launch.Python("mnist.py", "epoch", Repository.Mnist, "--threads", count), "PyTorch with a DataLoader", "s", 2, 5),
    new("transform", "`Transform` over 10,000 digits", Launch.Serve("transform", count), Launch.Serve("row-by-row", count), "ONNX Runtime, a row a call", "s", 1.8, 9),
    new("transform-batches", "`Transform` over 10,000 digits", Launch.Serve("transform", count), Launch.Serve("bare-batches", count), "ONNX Runtime over batches of 64 that lie ready", "s", 1 / 1.1, 9),
    new("predict", "`PredictionEngine.Predict`", Launch.Serve("predict", count), Launch.Serve("predict-bare", count), "a bare ONNX Runtime call", "µs", 1 / 1.2, 9),
    new("images", "`PrepareImages`, 1,000 photos to 224 x 224 floats", Launch.Serve("prepare", count), Launch.Python("images.py", Photos.Folder ?? "", "--threads", "1"), "a plain loop over Pillow and numpy, one thread", "s", 2, 7),
    new("images-threads", "`PrepareImages`, 1,000 photos to 224 x 224 floats", Launch.Serve("prepare", count), Launch.Python("images.py", Photos.Folder ?? "", "--threads", count), "Pillow and numpy in a pool of as many threads", "s", 2, 7),
    new("images-bare", "`PrepareImages`, 1,000 photos to 224 x 224 floats", Launch.Serve("prepare", count), Launch.Serve("thumbnail", count), "a bare loop over libvips' thumbnail, as many threads", "s", 1 / 1.25, 7),
    new("conv150-step", "training step, 150 x 150 convnet, batch 32", Launch.Serve("conv150-step", count), Launch.Python("photos.py", "conv150-step", "--threads", count), "PyTorch", "ms", 1.2, 7),
    new("vgg16-features", "VGG-16 features of 16 images, batches of 8", Launch.Serve("vgg16-features", count), Launch.Python("photos.py", "vgg16-features", "--threads", count), "PyTorch without gradients", "s", 1.5, 5),
    new("feature-cache", "fine-tuning a head on 160 cached VGG-16 features", Launch.Serve("cache-filled", count), Launch.Serve("cache-empty", count), "the same, nothing cached", "s", 50, 3),
    new("gan64-step", "training step, DCGAN at 64 x 64, batch 32", Launch.Serve("gan64-step", count), Launch.Python("gan.py", "step64", "--threads", count), "PyTorch", "ms", 1.1, 7),
    new("gan28-step", "training step, DCGAN at 28 x 28, batch 32", Launch.Serve("gan28-step", count), Launch.Python("gan.py", "step28", "--threads", count), "PyTorch", "ms", 1.1, 7),
    new("gan64-sample", "sampling 512 images of 64 x 64 through `Transform`, batches of 64", Launch.Serve("gan64-sample", count), Launch.Python("gan.py", "sample64", "--threads", count), "PyTorch without gradients", "s", 1.5, 7),
    new("vgg16-step", "training step, all of VGG-16 at 224 x 224, batch 4", Launch.Serve("vgg16-step", count), Launch.Python("photos.py", "vgg16-step", "--threads", count), "PyTorch", "ms", double.NaN, 3),
    new("style-step", "step of style transfer, 256 x 256 pixels, SqueezeNet 1.1", Launch.Serve("style-step", count), Launch.Python("style.py", "--threads", count), "PyTorch", "ms", 1, 9),
    Plain("plain-mnist-step", "training step, MNIST convnet, batch 128", "step", "plain-mnist", "ms", 2, 9),
    Plain("plain-epoch", "epoch of 60,000 digits with its data feed", "epoch", "plain-epoch", "s", 2.5, 3),
    Plain("plain-conv150-step", "training step, 150 x 150 convnet, batch 32", "conv150-step", "plain-conv150", "ms", 2, 7),
    Plain("plain-vgg16-step", "training step, all of VGG-16 at 224 x 224, batch 4", "vgg16-step", "plain-vgg16", "ms", 1.2, 5),
    Plain("plain-resnet18-step", "training step, ResNet-18 at 224 x 224, batch 8", "resnet18-step", "plain-resnet18", "ms", 1.3, 7),
    Plain("plain-squeezenet-step", "training step, imported SqueezeNet 1.1 at 224 x 224, batch 8", "squeezenet-step", "plain-squeezenet", "ms", 1.2, 7),
    Plain("plain-gan64-step", "training step, DCGAN at 64 x 64, batch 32", "gan64-step", "plain-gan64", "ms", 1.3, 7),
    Plain("plain-adam", "step of Adam on 138 million parameters", "adam", "plain-adam", "ms", 4, 9),
    Plain("plain-style-step", "step of style transfer, 256 x 256 pixels, SqueezeNet 1.1", "style-step", "plain-style", "ms", 1.3, 9),
    Plain("plain-features", "VGG-16 features of 16 images, batches of 8", "vgg16-features", "plain-features", "s", 1.3, 5),
    BigFile("file-open", "opening a file of 553 MB (VGG-16) for scoring", "open", "bare", "opening it in ONNX Runtime", "ms", 1 / 1.3, 5),
    BigFile("file-save", "saving the 553 MB, flushed to the disk", "save", "bare", "opening it in ONNX Runtime", "ms", 1 / 1.3, 5),
    BigFile("file-memory", "peak memory, loading and saving 553 MB", "memory", "size", "the file's size", "MB", 1 / 1.2, 2),
    BigFile("file-open-memory", "peak memory, opening 553 MB for scoring", "open-memory", "bare-memory", "opening it in ONNX Runtime", "MB", 1 / 1.2, 2),
    new("image-memory", "peak memory, preparing and featurizing 10,000 photos", Launch.Serve("image-memory", count, "10000"), Launch.Serve("image-memory", count, "1000"), "1,000 photos", "MB", double.NaN, 2),
    new("gan-memory", "peak memory, 500 steps of a DCGAN at 28 x 28", Launch.Serve("gan-memory", count, "500"), Launch.Serve("gan-memory", count, "50"), "50 steps", "MB", double.NaN, 2),
    new("streaming", "peak memory, training on 600,000 streamed rows", Launch.Serve("stream", count, "600000"), Launch.Serve("stream", count, "60000"), "60,000 rows", "MB", double.NaN, 3),
];
if (Photos.Folder is null)
{
    Console.Error.WriteLine("MLNETDEEP_DATA does not name a folder with dogs-vs-cats/train: the benchmarks of images are left out");
    comparisons = [.. comparisons.Where(comparison => !comparison.Name.StartsWith("image", StringComparison.Ordinal))];
}
string[] known = [.. comparisons.Select(comparison => comparison.Name), "start"];
if (line.Unknown(known) is { } unknown)
{
    Console.Error.WriteLine($"no benchmark is called '{unknown}'; there are {string.Join(", ", known)}");
    return 2;
}

var table = new ResultTable();
void Add(Outcome outcome)
{
    table.Add(outcome);
    // After each, so that what was measured is there even if a later one fails.
    if (line.Write is not null)
        table.Write(line.Write, line.Command);
}

foreach (Comparison comparison in comparisons.Where(comparison => line.Names.Count == 0 || line.Names.Contains(comparison.Name)))
{
    using LargeFile? file = comparison.Name.StartsWith("file-", StringComparison.Ordinal) ? new LargeFile() : null;
    Add(comparison.Unit == "MB" ? PeakMemory.Measure(comparison) : Duel.Run(comparison));
}
if (line.Names.Count == 0 || line.Names.Contains("start"))
    Add(DemoStart.Measure());

table.Print();
return 0;

Comparison Plain(string name, string question, string ours, string peer, string unit, double goal, int rounds) =>
    new(name, question, Launch.Serve(ours, count), Launch.Serve(peer, count), "plain TorchSharp", unit, goal, rounds);

Comparison BigFile(string name, string question, string ours, string peer, string peerName, string unit, double goal, int rounds) =>
    new(name, question, Launch.Serve($"file-{ours}", count), Launch.Serve($"file-{peer}", count), peerName, unit, goal, rounds);

static int Zoo(CommandLine line)
{
    if (line.Unknown(Networks.Names) is { } unknown)
    {
        Console.Error.WriteLine($"no network is called '{unknown}'; there are {string.Join(", ", Networks.Names)}");
        return 2;
    }

    var times = new ZooTimes(line.Threads);
    foreach (string name in Networks.Names.Where(name => line.Names.Count == 0 || line.Names.Contains(name)))
    {
        times.Measure(name);
        if (line.Write is not null)
            MeasuredText.Write(line.Write, line.Command, times.Table);
    }
    Console.Write(times.Table);
    return 0;
}
