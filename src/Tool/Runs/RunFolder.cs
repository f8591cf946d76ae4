using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using MlNetDeep.Tool.Data;

namespace MlNetDeep.Tool.Runs;

/// <summary>The folder of a run, <c>runs/NAME</c>, and what lies where in it.</summary>
internal sealed class RunFolder
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private RunFolder(string path)
    {
        Path = path;
    }

    public string Path { get; }

    public string Model => this["model.zip"];

    public string Onnx => this["model.onnx"];

    public string Report => this["report.html"];

    public string Settings => this["options.json"];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder of a new run: the given name, or train1, train2, ...</summary>
    public static RunFolder Create(string root, string? name, string kind)
    {
        try
        {
            if (name is not null)
            {
                string wanted = System.IO.Path.Combine(root, name);
                if (Directory.Exists(wanted) && Directory.EnumerateFileSystemEntries(wanted).Any())
                    throw new UsageException($"{wanted} exists already. Choose another --name, go on with --resume, or delete it.");
                Directory.CreateDirectory(wanted);
                return new RunFolder(System.IO.Path.GetFullPath(wanted));
            }

            Directory.CreateDirectory(root);
            for (int i = 1; ; i++)
            {
                string path = System.IO.Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{kind}{i}"));
                if (System.IO.Path.Exists(path))
                    continue;
                Directory.CreateDirectory(path);
                return new RunFolder(System.IO.Path.GetFullPath(path));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The folder of the run cannot be made in {System.IO.Path.GetFullPath(root)}: {error.Message} Give another one with --out.");
        }
    }

    /// <summary>Opens the folder of an earlier run.</summary>
    public static RunFolder Open(string path) => Directory.Exists(path)
        ? new RunFolder(System.IO.Path.GetFullPath(path))
        : throw new UsageException($"{path} is no folder of a run.");

    /// <summary>The model that a path means: a model file itself, or that of a run's folder.</summary>
    public static string ModelOf(string path)
    {
        string file = Directory.Exists(path) ? System.IO.Path.Combine(path, "model.zip") : path;
        return File.Exists(file) ? file : throw new UsageException($"{file} does not exist. Give the folder of a run or a model.zip.");
    }

    public void Write<T>(string name, T value) => TextFile.Write(this[name], JsonSerializer.Serialize(value, _json) + "\n");

    public void WriteText(string name, string text) => TextFile.Write(this[name], text);

    /// <summary>Reads an option file; every version that there was.</summary>
    public static TrainSettings ReadSettings(string path)
    {
        try
        {
            TrainSettings settings = JsonSerializer.Deserialize<TrainSettings>(TextFile.Read(path), _json)
                ?? throw new UsageException($"{path} is empty.");
            return settings.Version is >= 1 and <= TrainSettings.CurrentVersion ? settings : throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{path} is of version {settings.Version}; this tool knows versions up to {TrainSettings.CurrentVersion}. Update the tool."));
        }
        catch (JsonException error)
        {
            throw new UsageException($"{path} is no file of options: {error.Message}");
        }
    }

    /// <summary>Reads the lists of images that the run wrote.</summary>
    public RunParts ReadParts(MLContext mlContext)
    {
        RunData data = JsonSerializer.Deserialize<RunData>(File.Exists(this["data.json"])
            ? TextFile.Read(this["data.json"]) : throw new UsageException($"{Path} is no folder of a finished run: data.json is missing."), _json)!;
        return new RunParts(ReadPart(mlContext, data.Root, "train"), ReadPart(mlContext, data.Root, "validation"));
    }

    /// <summary>Reads the list of a part that the run wrote.</summary>
    public ImageFolder ReadPart(MLContext mlContext, string root, string part, int seed = 0) => mlContext.DeepLearning.LoadImageFolder(
        root, new ImageFolderOptions { Labels = ImageLabelSource.List, ListFile = this[$"{part}.tsv"], Seed = seed });

    /// <summary>Writes a run's epochs as a table.</summary>
    public void WriteHistory(TrainingHistory history)
    {
        var text = new StringBuilder("epoch,loss,metric,validation_loss,validation_metric,learning_rate,seconds\n");
        foreach (EpochRecord e in history.Epochs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Loss:R},{e.Metric:R},{e.ValidationLoss:R},{e.ValidationMetric:R},")
                .Append(CultureInfo.InvariantCulture, $"{e.LearningRate:R},{e.Duration.TotalSeconds:F3}\n");
        }

        WriteText("history.csv", text.ToString());
    }
}
