using MlNetDeep.Examples;
using MlNetDeep.Examples.Gan;

const string usage = """
    Trains a GAN on the MNIST digits, draws new ones and judges them with a classifier.

    Gan [options]
      --data FOLDER              the four MNIST files (those of the repository)
      --out FOLDER               where pictures and models go (artifacts/gan)
      --mode NAME                conditional (digits by class) or unconditional (conditional)
      --epochs N                 passes over the digits (8)
      --filters N                filters of the networks' outer layers (32)
      --batch-size N             digits in a step (64)
      --learning-rate X          largest learning rate of the generator; it falls to 0 along a cosine, the discriminator's is twice as high (0.0003)
      --rows N                   train on the first N digits (0: all)
      --classifier FILE          a saved classifier that judges; without, one is trained first and saved as classifier.zip
      --seed N                   seed of weights, order and latents (1)
      --device NAME              cpu, cuda, cuda:1 or auto (cpu)
      --threads N                CPU threads (0: one per processor)
      --minimum-accuracy X       per cent of 1,000 drawn digits that the classifier must take for their class (95)
      --largest-distance X       per cent of an untrained generator's Fréchet distance that is left at most (10)
    """;

return await ExampleProgram.RunAsync(args, usage, (line, cancellation) =>
{
    GanSettings settings = new()
    {
        Data = line.Text("--data") ?? MnistFiles.DefaultFolder() ?? "",
        Output = line.Text("--out", Path.Combine("artifacts", "gan"))!,
        Mode = line.Text("--mode", "conditional")!,
        Epochs = line.Integer("--epochs", 8, 1, 10_000),
        Filters = line.Integer("--filters", 32, 1, 4096),
        BatchSize = line.Integer("--batch-size", 64, 2, 65_536),
        LearningRate = line.Number("--learning-rate", 0.0003, 1e-9, 1),
        Rows = line.Integer("--rows", 0, 0, int.MaxValue),
        Classifier = line.Text("--classifier"),
        Seed = line.Integer("--seed", 1, 0, int.MaxValue),
        Device = line.Text("--device", "cpu")!,
        Threads = line.Integer("--threads", 0, 0, 1024),
        MinimumAccuracy = line.Number("--minimum-accuracy", 95, 0, 100),
        LargestDistance = line.Number("--largest-distance", 10, 0, 100),
    };
    line.Check();
    string[] problems =
    [
        .. settings.Data.Length == 0 ? ["There are no MNIST digits: run eng/setup.sh, or name their folder with --data."] : Array.Empty<string>(),
        .. settings.Mode is "conditional" or "unconditional" ? Array.Empty<string>() : [$"--mode: expected conditional or unconditional, found '{settings.Mode}'."],
    ];
    if (problems.Length > 0)
        throw new UsageException(problems);
    new GanExample(settings).Run(cancellation);
    return Task.CompletedTask;
});
