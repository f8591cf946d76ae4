using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Xunit;

namespace MlNetDeep.Examples.Tests;

/// <summary>The service of docs/aspnet.md, over a real socket: limits of the server are the server's.</summary>
public sealed class PhotoServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lines _log = new();
    private readonly WebApplicationFactory<PhotoModel> _plain = new(), _service;
    private readonly HttpClient _client;

    public PhotoServiceTests()
    {
        Train("cat", "dog");
        _service = _plain.WithWebHostBuilder(host => host
            .UseSetting("Model", _folder.File("photos.zip"))
            .UseUrls("http://127.0.0.1:0")
            .ConfigureLogging(logging => logging.ClearProviders().AddProvider(_log)));
        _service.UseKestrel();
        _service.StartServer();
        _client = _service.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _service.Dispose();
        _plain.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Photos_are_classified_many_at_a_time()
    {
        byte[] cat = File.ReadAllBytes(_folder.File("cat.png")), dog = File.ReadAllBytes(_folder.File("dog.png"));
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Classify(i % 2 == 0 ? cat : dog)));
        Assert.All(answers, (answer, i) => Assert.Equal(i % 2 == 0 ? "cat" : "dog", answer.Label));
        Assert.Equal(2, answers.Distinct().Count());
        Assert.All(answers, answer => Assert.InRange(answer.Probability, 0.5f, 1));
    }

    [Fact]
    public async Task What_is_no_photo_or_too_large_is_refused()
    {
        using HttpResponseMessage text = await Post("no photo"u8.ToArray());
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Contains("image", await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        using HttpResponseMessage large = await Post(new byte[5_000_001]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("dog", (await Classify(File.ReadAllBytes(_folder.File("dog.png")))).Label);
    }

    [Fact]
    public async Task A_new_file_is_loaded_and_a_bad_one_is_not()
    {
        byte[] cat = File.ReadAllBytes(_folder.File("cat.png"));
        Train("night", "day");
        await Until(async () => (await Classify(cat)).Label == "night");

        File.WriteAllText(_folder.File("photos.zip"), "no model");
        await Until(() => Task.FromResult(_log.Texts.Any(line => line.Contains("The old model stays", StringComparison.Ordinal))));
        Assert.Equal("night", (await Classify(cat)).Label);
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(50, limit.Token);
    }

    private async Task<HttpResponseMessage> Post(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify") { Content = new ByteArrayContent(body) };
        // A body that the server will not read is not sent, so that its answer comes before it closes the connection.
        request.Headers.ExpectContinue = true;
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<Answer> Classify(byte[] photo)
    {
        using HttpResponseMessage response = await Post(photo);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Answer>(TestContext.Current.CancellationToken))!;
    }

    // A model as the second pipeline of README has it, with a small network of its own.
    private void Train(string dark, string light)
    {
        string photos = _folder.File(dark);
        TwoKinds.Write(photos, 12);
        File.Copy(Path.Combine(photos, "cat", "0.png"), _folder.File("cat.png"), overwrite: true);
        File.Copy(Path.Combine(photos, "dog", "0.png"), _folder.File("dog.png"), overwrite: true);
        if (dark != "cat")
        {
            Directory.Move(Path.Combine(photos, "cat"), Path.Combine(photos, dark));
            Directory.Move(Path.Combine(photos, "dog"), Path.Combine(photos, light));
        }

        var mlContext = new MLContext(seed: 1);
        Network network = Network.Input(3, 16, 16).Conv2D(4, 3).ReLU().GlobalAveragePool().Flatten().Dense(2).Softmax().Build(seed: 1);
        ImageFolder train = mlContext.DeepLearning.LoadImageFolder(photos);
        using var model = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.PrepareImages(network))
            .Append(mlContext.DeepLearning.ConvNet(network, epochs: 40, batchSize: 8, learningRate: 0.02))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train);
        mlContext.DeepLearning.SaveModel(model, train.Schema, _folder.File("photos.zip"));
    }

    private sealed record Answer(string Label, float Probability);

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
