using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Runs;

/// <summary>How long a run is: epochs, steps, and who ends it before.</summary>
public sealed class LengthTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, 7L, 7, 2)]
    [InlineData(null, 62L, 62, 13)]
    [InlineData(3, 100L, 15, 3)]
    [InlineData(3, 10L, 10, 2)]
    public void WhatComesFirstOfEpochsAndStepsEndsTheRun(int? epochs, long? steps, int expectedSteps, int expectedEpochs)
    {
        int taken = 0;
        ConvNetOptions options = Options with { Steps = steps, OnBatchEnd = _ => taken++, ValidationFraction = 0 };
        using ConvNetTransformer model = Fit(epochs is { } count ? options with { Epochs = count } : options);
        Assert.Equal((expectedSteps, expectedEpochs), (taken, model.History!.Epochs.Count));
        Assert.Equal(StopReason.Completed, model.History.StopReason);
    }

    [Fact]
    public void AnEpochThatIsCutShortIsValidatedAndTheScheduleEndsWithTheSteps()
    {
        using ConvNetTransformer model = Fit(Options with
        {
            Steps = 7,
            ValidationData = Shapes.View(_mlContext, 12, seed: 2),
            Schedule = LearningRateSchedule.Cosine(),
        });
        EpochRecord last = model.History!.Epochs[^1];
        Assert.NotNull(last.ValidationLoss);
        Assert.Equal(0.001 * (1 + Math.Cos(Math.PI * 6 / 7)) / 2, last.LearningRate, 1e-9);
    }

    [Fact]
    public void MoreStepsGoOnWithinTheEpoch()
    {
        ConvNetOptions kept = Options with { CheckpointFolder = _folder, Resume = true };
        using ConvNetTransformer whole = Fit(Options with { Steps = 13 });
        Fit(kept with { Steps = 7 }).Dispose();
        using ConvNetTransformer again = Fit(kept with { Steps = 7 });
        Assert.Equal(2, again.History!.Epochs.Count);
        using ConvNetTransformer more = Fit(kept with { Steps = 13 });
        Assert.Equal(whole.Network.ToBytes(), more.Network.ToBytes());
        Assert.Equal(whole.History!.Epochs.Select(e => e.Loss), more.History!.Epochs.Select(e => e.Loss));
    }

    [Fact]
    public void WhoStopsKeepsThePresentWeights()
    {
        // Wrong labels make every epoch worse than the first.
        List<ShapeRow> wrong = [.. Shapes.Rows(40, 2)];
        wrong.ForEach(r => r.Label = (r.Label + 1) % Shapes.Classes);
        float[]? present = null;
        using ConvNetTransformer model = Fit(Options with
        {
            Epochs = 50,
            LearningRate = 0.02,
            ValidationData = _mlContext.Data.LoadFromEnumerable(wrong),
            EarlyStopping = new() { Patience = 40 },
            OnEpochEnd = e =>
            {
                if (e.Record.Epoch >= 5 && !e.IsBest)
                {
                    present = e.Snapshot().Parameters[0].Tensor.Floats.ToArray();
                    e.Stop();
                }
            },
        });
        Assert.Equal(StopReason.Stopped, model.History!.StopReason);
        Assert.NotEqual(model.History.BestEpoch, model.History.Epochs.Count);
        Assert.Equal(present, model.Network.Parameters[0].Tensor.Floats.ToArray());
    }

    [Fact]
    public void AGanHasStepsClippingAndAStopToo()
    {
        using GeneratorTransformer model = _mlContext.DeepLearning.Gan(new GanOptions
        {
            Generator = MlNetDeep.Network.Input(4).Dense(64).Tanh().Reshape(1, 8, 8).Build(),
            Discriminator = MlNetDeep.Network.Input(1, 8, 8).Flatten().Dense(1).Build(),
            Steps = 3,
            BatchSize = 8,
            ClipGradientNorm = 1e-3,
            Seed = 1,
            Progress = ProgressOutput.None,
            OnBatchEnd = b => { if (b.Step == 2) { b.Stop(); } },
        }).Fit(Shapes.View(_mlContext, 40));
        Assert.Equal(StopReason.Stopped, model.History!.StopReason);
        Assert.Empty(model.History.Epochs);
    }

    private static ConvNetOptions Options => new()
    {
        Network = Shapes.NetworkWithEverything(),
        BatchSize = 8,
        Seed = 1,
        Threads = 1,
        Device = "cpu",
        Progress = ProgressOutput.None,
    };

    private ConvNetTransformer Fit(ConvNetOptions options) => _mlContext.DeepLearning.ConvNet(options).Fit(Shapes.View(_mlContext, 40));
}
