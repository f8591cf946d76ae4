using MlNetDeep;
using MlNetDeep.Examples;
using MlNetDeep.Examples.DogsVsCats;

const string usage = """
    Tells dogs from cats: by transfer from a trained network, and from scratch with augmented photos.

    DogsVsCats --data FOLDER [options]
      --data FOLDER              train and validation, each with the folders cat and dog
      --mode NAME                transfer, scratch or both (transfer)
      --backbone NAME            a packaged network, an .onnx file, or an architecture whose published weights are
                                 taken (resnet18-features)
      --cache FOLDER             where the backbone's features are kept (the user's folder for application data)
      --out FOLDER               where the models go (artifacts/dogs-vs-cats)
      --epochs N                 passes over the features (5)
      --scratch-epochs N         passes over the photos from scratch (30)
      --seed N                   seed of weights, order, augmentation and dropout (1)
      --device NAME              cpu, cuda, cuda:1 or auto (cpu)
      --threads N                CPU threads (0: one per processor)
      --minimum-transfer X       per cent of the validation photos that transfer must get right (96)
      --minimum-scratch X        per cent that training from scratch must get right (68)
    """;

return await ExampleProgram.RunAsync(args, usage, (line, cancellation) =>
{
    string? data = line.Text("--data");
    DogsVsCatsSettings settings = new()
    {
        Data = data ?? "",
        Output = line.Text("--out", Path.Combine("artifacts", "dogs-vs-cats"))!,
        Mode = line.Text("--mode", "transfer")!,
        Backbone = line.Text("--backbone", PackagedNetwork.ResNet18.Name)!,
        Cache = line.Text("--cache"),
        Epochs = line.Integer("--epochs", 5, 1, 10_000),
        ScratchEpochs = line.Integer("--scratch-epochs", 30, 1, 10_000),
        Seed = line.Integer("--seed", 1, 0, int.MaxValue),
        Device = line.Text("--device", "cpu")!,
        Threads = line.Integer("--threads", 0, 0, 1024),
        MinimumTransfer = line.Number("--minimum-transfer", 96, 0, 100),
        MinimumScratch = line.Number("--minimum-scratch", 68, 0, 100),
    };
    line.Check();
    if (data is null || settings.Mode is not ("transfer" or "scratch" or "both"))
        throw new UsageException([data is null ? "--data is missing: the folder with train and validation." : $"--mode: expected transfer, scratch or both, found '{settings.Mode}'."]);
    new DogsVsCatsExample(settings).Run(cancellation);
    return Task.CompletedTask;
});
