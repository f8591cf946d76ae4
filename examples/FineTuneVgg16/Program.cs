using MlNetDeep.Examples;
using MlNetDeep.Examples.FineTuneVgg16;

const string usage = """
    Fine-tunes a trained VGG-16 on a folder of photos, one subfolder a class.

    FineTuneVgg16 --data FOLDER [options]
      --data FOLDER              photos, one subfolder a class
      --network NAME             another network of the zoo, or resnet18-features, which needs no weights (vgg16)
      --weights FILE             its weights: .pth, .safetensors, .npz or .onnx with torchvision's names (published ones)
      --size N                   height and width of the images (224)
      --cache FOLDER             where the features of the frozen network are kept (the user's folder for application data)
      --checkpoints FOLDER       where checkpoints are kept, from which a run that was interrupted goes on (none)
      --out FOLDER               where the model goes (artifacts/fine-tune-vgg16)
      --epochs N                 passes over the features (5)
      --unfreeze LAYER           then train from this layer on too, features.24 for example (none)
      --unfreeze-epochs N        passes over the photos for that (2)
      --batch-size N             photos a step (32)
      --test-fraction X          share of each class held out for testing (0.2)
      --seed N                   seed of the split, the head, order and dropout (1)
      --device NAME              cpu, cuda, cuda:1 or auto (auto)
      --threads N                CPU threads (0: one per processor)
      --minimum-accuracy X       per cent of the test photos that must be right (0)
    """;

return await ExampleProgram.RunAsync(args, usage, (line, cancellation) =>
{
    string? data = line.Text("--data");
    FineTuneVgg16Settings settings = new()
    {
        Data = data ?? "",
        Network = line.Text("--network", "vgg16")!,
        Weights = line.Text("--weights"),
        Size = line.Integer("--size", 224, 32, 4096),
        Cache = line.Text("--cache"),
        Checkpoints = line.Text("--checkpoints"),
        Output = line.Text("--out", Path.Combine("artifacts", "fine-tune-vgg16"))!,
        Epochs = line.Integer("--epochs", 5, 1, 10_000),
        Unfreeze = line.Text("--unfreeze"),
        UnfreezeEpochs = line.Integer("--unfreeze-epochs", 2, 1, 10_000),
        BatchSize = line.Integer("--batch-size", 32, 1, 65_536),
        TestFraction = line.Number("--test-fraction", 0.2, 0.01, 0.99),
        Seed = line.Integer("--seed", 1, 0, int.MaxValue),
        Device = line.Text("--device", "auto")!,
        Threads = line.Integer("--threads", 0, 0, 1024),
        MinimumAccuracy = line.Number("--minimum-accuracy", 0, 0, 100),
    };
    line.Check();
    if (data is null)
        throw new UsageException(["--data is missing: a folder of photos, one subfolder a class."]);
    new FineTuneVgg16Example(settings).Run(cancellation);
    return Task.CompletedTask;
});
