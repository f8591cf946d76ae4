// Reads altered files with everything of the library that reads files.
//
//     fuzz run --cases 20000 [--seed 1] [--first 0] [--step 1] [--target NAME] [--progress FILE]
//     fuzz case NUMBER [--seed 1] [--target NAME] [--save FILE]
//     fuzz samples TARGET FOLDER  the sound files, to begin with
//     fuzz afl TARGET            for AFL (eng/fuzz.sh), which gives files on standard input
using System.CommandLine;
using MlNetDeep;
using MlNetDeep.Fuzz;
using SharpFuzz;

Option<int> cases = new("--cases") { Description = "How many cases.", DefaultValueFactory = _ => 20_000 };
Option<int> seed = new("--seed") { Description = "Seed of the cases.", DefaultValueFactory = _ => 1 };
Option<int> first = new("--first") { Description = "The first case." };
Option<int> step = new("--step") { Description = "The distance of the cases.", DefaultValueFactory = _ => 1 };
Option<string?> target = new("--target") { Description = "The only reader to try." };
Option<string?> progress = new("--progress") { Description = "A file that holds the number of the running case." };
Option<string?> save = new("--save") { Description = "Where to write the altered file." };
Argument<int> number = new("number") { Description = "The number of the case." };
Argument<string> reader = new("target") { Description = "The reader." };

Command run = new("run", "Runs cases.") { cases, seed, first, step, target, progress };
run.SetAction(arguments =>
{
    using var targets = new Targets();
    int failed = FuzzRun.Cases(
        targets, arguments.GetValue(target), arguments.GetValue(seed), arguments.GetValue(first), arguments.GetValue(step),
        arguments.GetValue(cases), arguments.GetValue(progress));
    Console.WriteLine($"{failed} failed");
    return failed == 0 ? 0 : 1;
});

Command one = new("case", "Runs one case.") { number, seed, target, save };
one.SetAction(arguments =>
{
    using var targets = new Targets();
    FuzzTarget chosen = arguments.GetValue(target) is { } name
        ? targets.All.First(t => t.Name == name) : targets.Of(arguments.GetValue(number));
    if (arguments.GetValue(save) is { } path)
        File.WriteAllBytes(path, FuzzRun.Content(chosen, arguments.GetValue(seed), arguments.GetValue(number)));
    Console.WriteLine($"{chosen.Name}: {FuzzRun.One(chosen, arguments.GetValue(seed), arguments.GetValue(number)) switch
    {
        null => "read",
        "" => "refused",
        var problem => problem,
    }}");
});

Argument<string> folder = new("folder") { Description = "Where to write." };
Command samples = new("samples", "Writes the sound files of a reader.") { reader, folder };
samples.SetAction(arguments =>
{
    using var targets = new Targets();
    string path = arguments.GetValue(folder)!;
    Directory.CreateDirectory(path);
    foreach ((int i, byte[] content) in targets.All.First(t => t.Name == arguments.GetValue(reader)).Samples().Index())
        File.WriteAllBytes(Path.Combine(path, $"{i}"), content);
});

Command afl = new("afl", "Reads what AFL gives.") { reader };
afl.SetAction(arguments =>
{
    using var targets = new Targets();
    FuzzTarget chosen = targets.All.First(t => t.Name == arguments.GetValue(reader));
    Fuzzer.OutOfProcess.Run(stream =>
    {
        var content = new MemoryStream();
        stream.CopyTo(content);
        try
        {
            chosen.Read(content.ToArray());
        }
        catch (DeepLearningException)
        {
            // Refused, as it may be.
        }
    });
});

return new RootCommand("Reads altered files.") { run, one, samples, afl }.Parse(args).Invoke();
