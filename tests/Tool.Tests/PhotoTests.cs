using System.Text.Json;

namespace MlNetDeep.Tool.Tests;

/// <summary>The first thing that a user does, with real photos (MLNETDEEP_DATA).</summary>
public sealed class PhotoTests
{
    [Fact]
    public async Task DogsAndCatsAreToldApartWithNothingElseSaid()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA is not set.");
        string folder = Directory.CreateTempSubdirectory("mlnetdeep-tool-").FullName;
        try
        {
            JsonElement result = await ToolRun.JsonAsync(folder, "train", Path.Combine(data, "dogs-vs-cats"));
            Assert.True(result.GetProperty("accuracy").GetDouble() >= 0.975, result.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
