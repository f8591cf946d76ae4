using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Vae;

public sealed class VaeTrainingTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VaeLikelihood.Bernoulli, "Features")]
    [InlineData(VaeLikelihood.Bernoulli, "Bytes")]
    [InlineData(VaeLikelihood.Gaussian, "Features")]
    public void ImagesAreReconstructedFromThreeNumbers(VaeLikelihood likelihood, string column)
    {
        using var live = new LiveTensors();
        VaeOptions options = VaeFixture.Options(120) with { Likelihood = likelihood, FeatureColumnName = column };
        IDataView test = Shapes.View(_mlContext, 40, seed: 9);
        using VaeTransformer untrained = _mlContext.Fit(options with { Epochs = 1, LearningRate = 1e-9 }), trained = _mlContext.Fit(options);
        List<VaeFixture.Scored> before = _mlContext.Score(untrained, test), after = _mlContext.Score(trained, test);
        Assert.InRange(after.Average(r => r.ReconstructionError), 0, 0.25 * before.Average(r => r.ReconstructionError));
        Assert.True(after.Average(r => r.Elbo) > before.Average(r => r.Elbo) + 1);
        Assert.True(trained.History!.Epochs[^1].Loss < trained.History.Epochs[0].Loss);
        Assert.True(trained.History.Epochs[^1].Measures![VaeMeasures.Divergence] > 0.5);

        // Of the four kinds of images, the nearest latent vectors are of the same kind.
        for (int row = 0; row < after.Count; row++)
        {
            int nearest = Enumerable.Range(0, after.Count).Where(other => other != row)
                .MinBy(other => after[other].Latent.Zip(after[row].Latent, (a, b) => (a - b) * (a - b)).Sum());
            Assert.Equal(row % Shapes.Classes, nearest % Shapes.Classes);
        }
    }

    [Fact]
    public void TheSameSeedGivesTheSameModel()
    {
        VaeOptions options = VaeFixture.Options(2) with { ValidationFraction = 0.25 };
        using VaeTransformer first = _mlContext.Fit(options), second = _mlContext.Fit(options), other = _mlContext.Fit(options with { Seed = 4 });
        Assert.Equal(first.Encoder.ToBytes(), second.Encoder.ToBytes());
        Assert.Equal(first.Decoder.ToBytes(), second.Decoder.ToBytes());
        Assert.Equal(first.Options, second.Options);
        Assert.NotEqual(first.Decoder.ToBytes(), other.Decoder.ToBytes());
    }

    [Fact]
    public void AnInterruptedRunGoesOnAsIfNothingHadHappened()
    {
        VaeOptions options = VaeFixture.Options(3) with
        {
            ValidationFraction = 0.25,
            EarlyStopping = new EarlyStoppingOptions { Patience = 2 },
            ClipGradientNorm = 5,
        };
        using VaeTransformer whole = _mlContext.Fit(options);
        using var cancel = new CancellationTokenSource();
        VaeOptions saved = options with { CheckpointFolder = _folder, CheckpointInterval = 1, Resume = true };
        using (VaeTransformer stopped = _mlContext.Fit(saved with { CancellationToken = cancel.Token, OnBatchEnd = a => CancelAt(a, 5, cancel) }))
        {
            Assert.Equal(StopReason.Cancelled, stopped.History!.StopReason);
            Assert.NotEqual(whole.Decoder.ToBytes(), stopped.Decoder.ToBytes());
        }

        using VaeTransformer resumed = _mlContext.Fit(saved);
        Assert.Equal(whole.Encoder.ToBytes(), resumed.Encoder.ToBytes());
        Assert.Equal(whole.Decoder.ToBytes(), resumed.Decoder.ToBytes());
        Assert.Equal(whole.Options.Threshold, resumed.Options.Threshold);
        Assert.Equal(whole.History!.Epochs.Select(e => (e.Loss, e.ValidationLoss)), resumed.History!.Epochs.Select(e => (e.Loss, e.ValidationLoss)));
        Assert.Throws<CheckpointException>(() => _mlContext.Fit(saved with { Beta = 2 }));
    }

    [Fact]
    public void ARunThatStopsImprovingGivesTheBestWeightsOfBothNetworks()
    {
        // A learning rate that rises a hundredfold after the second epoch: from there on it gets worse.
        VaeOptions options = VaeFixture.Options(12) with
        {
            Schedule = LearningRateSchedule.Step(2, 100),
            ValidationData = Shapes.View(_mlContext, 16, seed: 5),
            EarlyStopping = new EarlyStoppingOptions { Patience = 1 },
        };
        using VaeTransformer stopped = _mlContext.Fit(options);
        Assert.Equal(StopReason.EarlyStopping, stopped.History!.StopReason);
        Assert.InRange(stopped.History.BestEpoch, 1, stopped.History.Epochs.Count - 1);
        Assert.Equal(
            stopped.History.Epochs.MinBy(e => e.ValidationLoss)!.Epoch, stopped.History.BestEpoch);

        using VaeTransformer best = _mlContext.Fit(options with { Epochs = stopped.History.BestEpoch, EarlyStopping = null });
        Assert.Equal(best.Encoder.ToBytes(), stopped.Encoder.ToBytes());
        Assert.Equal(best.Decoder.ToBytes(), stopped.Decoder.ToBytes());
    }

    [Fact]
    public void TheLossOfTheHistoryIsTheSumOfItsTerms()
    {
        var seen = new List<BatchEndArguments>();
        using VaeTransformer model = _mlContext.Fit(VaeFixture.Options(1) with { Beta = 3, OnBatchEnd = seen.Add });
        Assert.Equal(4, seen.Count);
        foreach (BatchEndArguments batch in seen)
        {
            Assert.Equal(batch.Loss, batch.Measures![VaeMeasures.Reconstruction] + (3 * batch.Measures[VaeMeasures.Divergence]), 1e-4);
            Assert.True(batch.Measures[VaeMeasures.GradientNorm] > 0);
        }

        Assert.Equal(seen.Average(b => b.Loss), model.History!.Epochs[0].Loss, 1e-4);
    }

    [Fact]
    public void CancelledBeforeTheFirstStepThereIsNoModel()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        using var live = new LiveTensors();
        Assert.Throws<OperationCanceledException>(() => _mlContext.Fit(VaeFixture.Options(1) with { CancellationToken = cancel.Token }));
    }

    [Fact]
    public void CancelledInTheFirstEpochThereIsTheModelSoFar()
    {
        using var cancel = new CancellationTokenSource();
        using VaeTransformer model = _mlContext.Fit(
            VaeFixture.Options(5) with { CancellationToken = cancel.Token, OnBatchEnd = a => CancelAt(a, 2, cancel) });
        Assert.Equal(StopReason.Cancelled, model.History!.StopReason);
        Assert.Empty(model.History.Epochs);
        Assert.Equal(float.PositiveInfinity, model.Options.Threshold);
    }

    [Fact]
    public void ALossThatIsNoNumberEndsTheRun()
    {
        using var live = new LiveTensors();
        TrainingException error = Assert.Throws<TrainingException>(() => _mlContext.Fit(VaeFixture.Options(20) with { LearningRate = 1e10 }));
        Assert.NotNull(error.Step);
    }

    [Fact]
    public void AnEncoderThatSaysNothingIsReported()
    {
        var lines = new List<string>();
        _mlContext.Log += (_, e) => lines.Add(e.Message);
        using VaeTransformer model = _mlContext.Fit(VaeFixture.Options(20) with { Beta = 1000 });
        Assert.Contains(lines, line => line.Contains("says nothing"));

        lines.Clear();
        using VaeTransformer good = _mlContext.Fit(VaeFixture.Options(20));
        Assert.DoesNotContain(lines, line => line.Contains("says nothing"));
    }

    [Fact]
    public void StepsLeaveNothingBehind()
    {
        var counts = new List<long>();
        using VaeTransformer model = _mlContext.Fit(VaeFixture.Options(10) with
        {
            ClipGradientNorm = 1,
            OnBatchEnd = _ => counts.Add(TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount),
        });
        Assert.Single(counts.Skip(4).Distinct());
    }

    [Fact]
    public void OwnNetworksAreTrained()
    {
        NetworkBuilder hidden = Network.Input(1, Shapes.Size, Shapes.Size).Flatten().Dense(16).BatchNorm().ReLU().Dropout(0.1f);
        Network encoder = hidden.Dense(2, name: "m").Concat(hidden.Dense(2, name: "v")).Build().WithOutputs("m", "v");
        Network decoder = Network.Input(2).Dense(16).ReLU().Dense(64).Reshape(1, 8, 8).Build();
        using VaeTransformer model = _mlContext.Fit(
            VaeFixture.Options(5) with { Encoder = encoder, Decoder = decoder, Likelihood = VaeLikelihood.Gaussian });
        Assert.Equal(2, model.Latents);
        Assert.NotEqual(encoder.Tensors["m.weight"].Floats.ToArray(), model.Encoder.Tensors["m.weight"].Floats.ToArray());
        Assert.NotEqual(decoder.Tensors["dense2.weight"].Floats.ToArray(), model.Decoder.Tensors["dense2.weight"].Floats.ToArray());
        Assert.NotEqual(
            encoder.Tensors["batch_norm1.running_mean"].Floats.ToArray(), model.Encoder.Tensors["batch_norm1.running_mean"].Floats.ToArray());
    }

    private static void CancelAt(BatchEndArguments arguments, long step, CancellationTokenSource cancel)
    {
        if (arguments.Step == step)
        {
            cancel.Cancel();
        }
    }
}
