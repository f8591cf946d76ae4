using System.Globalization;
using MlNetDeep.Benchmarks.Rounds;
using MlNetDeep.Benchmarks.Running;

// benchmarks [--threads N] [--write FILE] [NAME ...]      measures all comparisons, or the named ones
// benchmarks serve KIND THREADS [ROWS]                    one side of a comparison, driven by the other process
if (args is ["serve", ..])
    return Server.Run(args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 0);

int threads = Environment.ProcessorCount;
string? write = null;
var names = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--threads": threads = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--write": write = args[++i]; break;
        default: names.Add(args[i]); break;
    }
}

string count = threads.ToString(CultureInfo.InvariantCulture);
Comparison[] comparisons =
[
    new("training-step", "training step, MNIST convnet, batch 128", Launch.Serve("step", count), Launch.Python("mnist.py", "step", Repository.Mnist, "--threads", count), "PyTorch", "ms", 1.2, 9),
    new("training-epoch", "epoch of 60,000 digits with its data feed", Launch.Serve("epoch", count), Launch.Python("mnist.py", "epoch", Repository.Mnist, "--threads", count), "PyTorch with a DataLoader", "s", 2, 5),
    new("transform", "`Transform` over 10,000 digits", Launch.Serve("transform", count), Launch.Serve("row-by-row", count), "ONNX Runtime, a row a call", "s", 1.8, 9),
    new("predict", "`PredictionEngine.Predict`", Launch.Serve("predict", count), Launch.Serve("predict-bare", count), "a bare ONNX Runtime call", "µs", 1 / 1.5, 9),
    new("images", "`PrepareImages`, 1,000 photos to 224 x 224 floats", Launch.Serve("prepare", count), Launch.Python("images.py", Photos.Folder ?? "", "--threads", count), "Pillow and numpy, as many threads", "s", 2, 7),
    new("images-bare", "`PrepareImages`, 1,000 photos to 224 x 224 floats", Launch.Serve("prepare", count), Launch.Serve("thumbnail", count), "a bare loop over libvips' thumbnail, as many threads", "s", 1 / 1.25, 7),
    new("conv150-step", "training step, 150 x 150 convnet, batch 32", Launch.Serve("conv150-step", count), Launch.Python("photos.py", "conv150-step", "--threads", count), "PyTorch", "ms", 1.2, 7),
    new("vgg16-features", "VGG-16 features of 16 images, batches of 8", Launch.Serve("vgg16-features", count), Launch.Python("photos.py", "vgg16-features", "--threads", count), "PyTorch without gradients", "s", 1.5, 5),
    new("feature-cache", "fine-tuning a head on 160 cached VGG-16 features", Launch.Serve("cache-filled", count), Launch.Serve("cache-empty", count), "the same, nothing cached", "s", 50, 3),
    new("vgg16-step", "training step, all of VGG-16 at 224 x 224, batch 4", Launch.Serve("vgg16-step", count), Launch.Python("photos.py", "vgg16-step", "--threads", count), "PyTorch", "ms", double.NaN, 3),
];
if (Photos.Folder is null)
{
    Console.Error.WriteLine("MLNETDEEP_DATA does not name a folder with dogs-vs-cats/train: the benchmarks of images are left out");
    comparisons = [.. comparisons.Where(comparison => !comparison.Name.StartsWith("images", StringComparison.Ordinal))];
}
string[] single = ["streaming", "start"];
if (names.FirstOrDefault(name => !single.Contains(name) && comparisons.All(comparison => comparison.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"no benchmark is called '{unknown}'; there are {string.Join(", ", comparisons.Select(c => c.Name).Concat(single))}");
    return 2;
}

var table = new ResultTable();
void Add(Outcome outcome)
{
    table.Add(outcome);
    // After each, so that what was measured is there even if a later one fails.
    if (write is not null)
        table.Write(write, $"dotnet run --project benchmarks -c Release -- {string.Join(' ', args)}");
}

foreach (Comparison comparison in comparisons.Where(comparison => names.Count == 0 || names.Contains(comparison.Name)))
    Add(Duel.Run(comparison));
if (names.Count == 0 || names.Contains("streaming"))
    Add(Streaming.Measure(count));
if (names.Count == 0 || names.Contains("start"))
    Add(DemoStart.Measure());

table.Print();
return 0;
