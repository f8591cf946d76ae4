using Microsoft.ML;
using MlNetDeep.Tool.Data;
using MlNetDeep.Tool.Runs;

namespace MlNetDeep.Tool.Training;

/// <summary>The images of a run by part, written down as lists beside it.</summary>
internal sealed record TrainingData(ImageFolder Train, ImageFolder Validation, ImageFolder? Test)
{
    public static TrainingData Make(MLContext mlContext, DataSource source, ImageAudit audit, TrainSettings settings, RunFolder run)
    {
        Dictionary<string, ImageFolder> parts = source.Parts.ToDictionary(p => p.Key, p => p.Value);
        HashSet<string> readable = [.. audit.Images.Select(i => i.Path)];
        var lists = new Dictionary<string, IEnumerable<ImageFile>>();
        if (parts.ContainsKey("validation"))
        {
            foreach ((string part, ImageFolder folder) in parts)
                lists[part] = folder.Files.Where(f => readable.Contains(f.ImagePath));
        }
        else
        {
            IReadOnlyDictionary<string, string> split = DataSplit.Make(parts["train"], audit, settings.ValidationFraction, settings.Seed);
            foreach (string part in (string[])["train", "validation"])
                lists[part] = parts["train"].Files.Where(f => split.GetValueOrDefault(f.ImagePath) == part);
            if (parts.TryGetValue("test", out ImageFolder? test))
                lists["test"] = test.Files.Where(f => readable.Contains(f.ImagePath));
        }

        run.Write("data.json", new RunData(source.Root));
        ImageFolder Saved(string part)
        {
            DataSplit.Save(run[$"{part}.tsv"], source.Root, lists[part]);
            return run.ReadPart(mlContext, source.Root, part, settings.Seed);
        }

        return new TrainingData(Saved("train"), Saved("validation"), lists.ContainsKey("test") ? Saved("test") : null);
    }
}
