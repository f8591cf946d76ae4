using System.CommandLine;
using System.Globalization;
using MlNetDeep;
using MlNetDeep.Benchmarks.Rounds;
using MlNetDeep.Benchmarks.Running;

Option<int> threads = new("--threads") { Description = "Threads of either side.", DefaultValueFactory = _ => Environment.ProcessorCount, Recursive = true };
Option<string?> write = new("--write") { Description = "The Markdown file to write the results to.", Recursive = true };
string again = $"dotnet run --project benchmarks -c Release -- {string.Join(' ', args)}";

Argument<string[]> networks = Names(Networks.Names);
Command zoo = new("zoo", "Measures all networks of the zoo, or the named ones.") { networks };
zoo.SetAction(arguments => Zoo(arguments.GetValue(threads), Chosen(arguments.GetValue(networks), Networks.Names), arguments.GetValue(write)));

Argument<string> kind = new("kind") { Description = "What to do." };
Argument<int> own = new("threads") { Description = "Threads." };
Argument<int> rows = new("rows") { Description = "How many rows.", Arity = ArgumentArity.ZeroOrOne };
Command serve = new("serve", "One side of a comparison, driven by the other process.") { kind, own, rows };
serve.SetAction(arguments => Server.Run(arguments.GetValue(kind)!, arguments.GetValue(own), arguments.GetValue(rows)));

string[] all = [.. Comparisons("1").Select(comparison => comparison.Name), "start"];
Argument<string[]> questions = Names(all);
RootCommand root = new("Measures all comparisons, or the named ones.") { questions, threads, write, zoo, serve };
root.SetAction(arguments => Compare(arguments.GetValue(threads), Chosen(arguments.GetValue(questions), all), arguments.GetValue(write)));
ParseResult parsed = root.Parse(args);
int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? 2 : code;

static Argument<string[]> Names(IEnumerable<string> known)
{
    Argument<string[]> names = new("names") { Description = "What to measure; everything if not given.", Arity = ArgumentArity.ZeroOrMore };
    return names.AcceptOnlyFromAmong([.. known]);
}

static IReadOnlyList<string> Chosen(string[]? names, IEnumerable<string> known) =>
    [.. known.Where(name => names is null or [] || names.Contains(name))];

int Compare(int threads, IReadOnlyList<string> names, string? write)
{
    var table = new ResultTable();
    void Add(Outcome outcome)
    {
        table.Add(outcome);
        // After each, so that what was measured is there even if a later one fails.
        if (write is not null)
            table.Write(write, again);
    }

    if (Photos.Folder is null)
        Console.Error.WriteLine("MLNETDEEP_DATA does not name a folder with dogs-vs-cats/train: the benchmarks of images are left out");
    foreach (Comparison comparison in Comparisons(threads.ToString(CultureInfo.InvariantCulture)).Where(comparison => names.Contains(comparison.Name)))
    {
        using LargeFile? file = comparison.Name.StartsWith("file-", StringComparison.Ordinal) ? new LargeFile() : null;
        if (Photos.Folder is not null || !comparison.Name.StartsWith("image", StringComparison.Ordinal))
            Add(comparison.Unit == "MB" ? PeakMemory.Measure(comparison) : Duel.Run(comparison));
    }

    if (names.Contains("start"))
        Add(DemoStart.Measure());
    table.Print();
    return 0;
}

int Zoo(int threads, IReadOnlyList<string> names, string? write)
{
    var times = new ZooTimes(threads);
    foreach (string name in names)
    {
        times.Measure(name);
        if (write is not null)
            MeasuredText.Write(write, again, times.Table);
    }

    Console.Write(times.Table);
    return 0;
}

Comparison[] Comparisons(string count) =>
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
    Plain(count, "plain-mnist-step", "training step, MNIST convnet, batch 128", "step", "plain-mnist", "ms", 2, 9),
    Plain(count, "plain-epoch", "epoch of 60,000 digits with its data feed", "epoch", "plain-epoch", "s", 2.5, 3),
    Plain(count, "plain-conv150-step", "training step, 150 x 150 convnet, batch 32", "conv150-step", "plain-conv150", "ms", 2, 7),
    Plain(count, "plain-vgg16-step", "training step, all of VGG-16 at 224 x 224, batch 4", "vgg16-step", "plain-vgg16", "ms", 1.2, 5),
    Plain(count, "plain-resnet18-step", "training step, ResNet-18 at 224 x 224, batch 8", "resnet18-step", "plain-resnet18", "ms", 1.3, 7),
    Plain(count, "plain-squeezenet-step", "training step, imported SqueezeNet 1.1 at 224 x 224, batch 8", "squeezenet-step", "plain-squeezenet", "ms", 1.2, 7),
    Plain(count, "plain-gan64-step", "training step, DCGAN at 64 x 64, batch 32", "gan64-step", "plain-gan64", "ms", 1.3, 7),
    Plain(count, "plain-adam", "step of Adam on 138 million parameters", "adam", "plain-adam", "ms", 4, 9),
    Plain(count, "plain-style-step", "step of style transfer, 256 x 256 pixels, SqueezeNet 1.1", "style-step", "plain-style", "ms", 1.3, 9),
    Plain(count, "plain-features", "VGG-16 features of 16 images, batches of 8", "vgg16-features", "plain-features", "s", 1.3, 5),
    BigFile(count, "file-open", "opening a file of 553 MB (VGG-16) for scoring", "open", "bare", "opening it in ONNX Runtime", "ms", 1 / 1.3, 5),
    BigFile(count, "file-save", "saving the 553 MB, flushed to the disk", "save", "bare", "opening it in ONNX Runtime", "ms", 1 / 1.3, 5),
    BigFile(count, "file-memory", "peak memory, loading and saving 553 MB", "memory", "size", "the file's size", "MB", 1 / 1.2, 2),
    BigFile(count, "file-open-memory", "peak memory, opening 553 MB for scoring", "open-memory", "bare-memory", "opening it in ONNX Runtime", "MB", 1 / 1.2, 2),
    new("image-memory", "peak memory, preparing and featurizing 10,000 photos", Launch.Serve("image-memory", count, "10000"), Launch.Serve("image-memory", count, "1000"), "1,000 photos", "MB", double.NaN, 2),
    new("gan-memory", "peak memory, 500 steps of a DCGAN at 28 x 28", Launch.Serve("gan-memory", count, "500"), Launch.Serve("gan-memory", count, "50"), "50 steps", "MB", double.NaN, 2),
    new("streaming", "peak memory, training on 600,000 streamed rows", Launch.Serve("stream", count, "600000"), Launch.Serve("stream", count, "60000"), "60,000 rows", "MB", double.NaN, 3),
];

static Comparison Plain(string count, string name, string question, string ours, string peer, string unit, double goal, int rounds) =>
    new(name, question, Launch.Serve(ours, count), Launch.Serve(peer, count), "plain TorchSharp", unit, goal, rounds);

static Comparison BigFile(string count, string name, string question, string ours, string peer, string peerName, string unit, double goal, int rounds) =>
    new(name, question, Launch.Serve($"file-{ours}", count), Launch.Serve($"file-{peer}", count), peerName, unit, goal, rounds);
