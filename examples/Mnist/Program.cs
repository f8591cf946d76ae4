using MlNetDeep.Examples;

DigitsSettings defaults = new() { Name = "MNIST", Output = Path.Combine("artifacts", "mnist"), MinimumAccuracy = 99 };
string usage = $"""
    Trains a convnet on the MNIST digits inside an ML.NET pipeline, checks it, and writes a report.

    Mnist [options]
    {defaults.Usage}
      --url ADDRESS              download the files that --data lacks from this folder on a server
    """;

return await ExampleProgram.RunAsync(args, usage, async (line, cancellation) =>
{
    DigitsSettings settings = defaults.Read(line);
    Uri? url = line.Address("--url");
    line.Check();
    string? folder = settings.Data ?? MnistFiles.DefaultFolder();
    if (url is not null)
    {
        folder ??= Path.Combine(settings.Output, "data");
        await MnistFiles.FetchAsync(url, folder, Console.Out, cancellation);
    }
    if (folder is null)
        throw new UsageException(["There are no MNIST digits: run eng/setup.sh, or name their folder with --data, or a server with --url."]);
    DigitsExample.Run(settings with { Data = folder }, cancellation);
});
