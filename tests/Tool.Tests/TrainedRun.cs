using System.Text.Json;

namespace MlNetDeep.Tool.Tests;

/// <summary>One run that all tests look at.</summary>
public sealed class TrainedRun : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("mlnetdeep-tool-").FullName;

    public string Run => Path.Combine(Folder, "runs", "stripes");

    public JsonElement Result { get; private set; }

    public async ValueTask InitializeAsync()
    {
        StripeImages.Make(Path.Combine(Folder, "images"), 60);
        StripeImages.Make(Path.Combine(Folder, "others"), 10, seed: 2);
        Result = await ToolRun.JsonAsync(
            Folder, "train", "images", "--name", "stripes", "--epochs", "4", "--learning-rate", "0.01", "--device", "cpu", "--threads", "1");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
