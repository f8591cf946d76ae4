using MlNetDeep.Examples;

// Trained on the Hoda set: H. Khosravi, E. Kabir, "Introducing a very large dataset of handwritten Farsi digits and a
// study on their varieties", Pattern Recognition Letters 28 (2007). It is free for research only, so nothing is downloaded.
DigitsSettings defaults = new()
{
    Name = "Persian digits",
    Output = Path.Combine("artifacts", "persian-digits"),
    ClassNames = ["۰", "۱", "۲", "۳", "۴", "۵", "۶", "۷", "۸", "۹"],
    MinimumAccuracy = 98,
};
string usage = $"""
    Trains a convnet on handwritten Persian digits inside an ML.NET pipeline, checks it, and writes a report.

    PersianDigits --data FOLDER [options]
    {defaults.Usage}
    """;

return await ExampleProgram.RunAsync(args, usage, (line, cancellation) =>
{
    DigitsSettings settings = defaults.Read(line);
    line.Check();
    if (settings.Data is null)
        throw new UsageException(["--data is missing: the folder with the Hoda digits as IDX files."]);
    DigitsExample.Run(settings, cancellation);
    return Task.CompletedTask;
});
