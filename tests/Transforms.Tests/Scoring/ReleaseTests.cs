using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNetDeep.Transforms.Tests;

/// <summary>What the process has after many models: their threads, buffers and native memory must be gone.</summary>
public sealed partial class ReleaseTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly Picture[] _pictures = [.. Enumerable.Range(0, 20).Select(i => new Picture { Features = [.. Enumerable.Repeat(i / 20f, 3072)] })];

    public ReleaseTests()
    {
        // 2 MB of weights, a batch of 64 rows of 12 kB each, and work enough for more than one thread.
        Network network = Network.Input(3, 32, 32).Conv2D(48, 3, padding: Padding.Same).ReLU().Conv2D(48, 3, padding: Padding.Same).ReLU()
            .MaxPool2D(2).Flatten().Dense(40).ReLU().Dense(5).Softmax().Build(seed: 1);
        Assert.Equal(0, SessionFactory.ThreadsOf(network, new SessionSettings("cpu", 0, typeof(ReleaseTests))));
        using ConvNetTransformer model = _ml.DeepLearning.Score(network);
        _ml.Model.Save(model, View.Schema, _folder.File("model.zip"));
    }

    private IDataView View => _ml.Data.LoadFromEnumerable(_pictures);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DisposedModelsLeaveNothing()
    {
        var kept = new List<ITransformer>();
        Rounds(20, dispose: true, kept);
        Usage before = Usage.Now();

        Rounds(200, dispose: true, kept);

        // Also not where the disposed model itself is still referred to; only its network's 2 MB are then there.
        Usage.Now().AssertNotAbove(before, threads: 8, managed: (kept.Count * 2 + 2) << 20, resident: 40 << 20);
        Assert.Equal(3, kept.Count);
    }

    [Fact]
    public void ForgottenModelsLeaveNothing()
    {
        Rounds(20, dispose: true, null);
        Usage before = Usage.Now();

        Rounds(60, dispose: false, null);

        Usage.Now().AssertNotAbove(before, threads: 8, managed: 4 << 20, resident: 40 << 20);
    }

    [Fact]
    public void ModelsThatAreInUseShareTheirThreads()
    {
        Rounds(5, dispose: true, null);
        int before = Usage.Now().Threads;
        var models = new List<ConvNetTransformer>();
        for (int i = 0; i < 40; i++)
            models.Add((ConvNetTransformer)Score(dispose: false));

        int after = Usage.Now().Threads;

        Assert.True(after <= before + 8, $"{after} threads with 40 models, {before} without.");
        models.ForEach(model => model.Dispose());
    }

    private void Rounds(int count, bool dispose, List<ITransformer>? kept)
    {
        for (int i = 0; i < count; i++)
        {
            ITransformer model = Score(dispose);
            if (i % 55 == 54)
                kept?.Add(model);
        }
    }

    // By itself, so that nothing on the caller's stack keeps what it makes alive.
    private ITransformer Score(bool dispose)
    {
        ITransformer model = _ml.Model.Load(_folder.File("model.zip"), out _);
        Assert.Equal(20, Rows.Scores(model.Transform(View)).Length);
        var engine = _ml.Model.CreatePredictionEngine<Picture, Rows.Prediction>(model);
        Assert.Equal(5, engine.Predict(_pictures[0]).Score.Length);
        if (dispose)
            engine.Dispose();
        return model;
    }

    private sealed class Picture
    {
        [VectorType(3, 32, 32)]
        public float[] Features { get; set; } = [];
    }

    private sealed partial record Usage(int Threads, long Managed, long Resident)
    {
        public static Usage Now()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            // What was freed but is kept for the next allocation is no leak.
            if (OperatingSystem.IsLinux())
                _ = Trim(0);
            using Process process = Process.GetCurrentProcess();
            return new Usage(process.Threads.Count, GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
        }

        public void AssertNotAbove(Usage before, int threads, long managed, long resident)
        {
            string change = $"{before} before, {this} after";
            Assert.True(Threads <= before.Threads + threads, change);
            Assert.True(Managed <= before.Managed + managed, change);
            Assert.True(Resident <= before.Resident + resident, change);
        }

        [LibraryImport("libc", EntryPoint = "malloc_trim")]
        private static partial int Trim(nint pad);
    }
}
