namespace MlNetDeep.Transforms.Tests;

public class OptionsTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void AllProblemsAreReportedTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _ml.DeepLearning.Score(TestNetworks.Identity(), new()
        {
            BatchSize = 0,
            Device = "tpu",
            Threads = -1,
            InputColumnName = " ",
            ScoreColumnName = "PredictedLabel",
            Task = (NetworkTask)9,
        }));

        Assert.Equal(6, error.Problems.Count);
        Assert.Contains("BatchSize must be between 1 and 65,536, but is 0.", error.Message);
        Assert.Contains("Device must be 'cpu', 'cuda', 'cuda:0' to 'cuda:127', or 'auto', but is 'tpu'.", error.Message);
    }

    [Theory]
    [InlineData("cuda:128")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:")]
    [InlineData("CUDA")]
    [InlineData("")]
    [InlineData(null)]
    public void UnknownDevicesAreRefused(string? device) => Assert.Throws<OptionsException>(
        () => _ml.DeepLearning.Score(TestNetworks.Identity(), new() { Device = device! }));

    [Fact]
    public void AnAskedForGpuThatIsNotThereIsAnError()
    {
        Assert.SkipWhen(HasCuda(), "This machine's ONNX Runtime has CUDA.");

        DeepLearningException error = Assert.Throws<DeepLearningException>(
            () => _ml.DeepLearning.Score(TestNetworks.Identity(), new() { Device = "cuda:1" }));

        Assert.Contains("Device 'cuda:1' cannot be used", error.Message);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", error.Message);
    }

    [Fact]
    public void AutoFallsBackWithAWarningWhenTheContextAllowsIt()
    {
        Assert.SkipWhen(HasCuda(), "This machine's ONNX Runtime has CUDA.");
        var ml = new MLContext { GpuDeviceId = 0, FallbackToCpu = true };
        var warnings = new List<string>();
        ml.Log += (_, message) => warnings.Add(message.Message);

        using ConvNetTransformer model = ml.DeepLearning.Score(TestNetworks.Identity());

        Assert.Equal("cpu", model.Device);
        Assert.Contains(warnings, message => message.Contains("'cuda:0' cannot be used"));
        ml.FallbackToCpu = false;
        Assert.Throws<DeepLearningException>(() => ml.DeepLearning.Score(TestNetworks.Identity()));
    }

    [Fact]
    public void AutoIsTheCpuWhenTheContextNamesNoGpu()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());

        Assert.Equal("cpu", model.Device);
    }

    [Fact]
    public void NetworksThatDoNotFitTheTaskAreRefused()
    {
        Refused(TestNetworks.WeightedSum(), NetworkTask.Multiclass, "2 to");
        Refused(TestNetworks.Identity(), NetworkTask.Binary, "exactly one");
        Refused(Network.Input(1, 4, 4).Conv2D(3, 3).Build(), NetworkTask.Regression, "in one dimension");
        Refused(Network.Input(1, 4, 4).Conv2D(3, 3).Build(), NetworkTask.MultiLabel, "one for each of 1 to");
        Refused(Network.Input(1, 4, 4).Conv2D(3, 3).Build(), NetworkTask.Multiclass, "[3, 2, 2]");

        void Refused(Network network, NetworkTask task, string expected) => Assert.Contains(
            expected, Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.Score(network, new() { Task = task })).Message);
    }

    [Fact]
    public void ASmallNetworkRunsOnOneThreadUnlessToldOtherwise()
    {
        Network small = TestNetworks.Convolutional();
        Network large = Network.Input(3, 64, 64).Conv2D(64, 3).Conv2D(64, 3).Flatten().Dense(2).Build(seed: 1);

        Assert.Equal(1, Threads(small, 0));
        Assert.Equal(3, Threads(small, 3));
        Assert.Equal(0, Threads(large, 0));
        Assert.Equal(1, Threads(large, 0, isRepeatable: true));

        static int Threads(Network network, int threads, bool isRepeatable = false) =>
            SessionFactory.ThreadsOf(network, new SessionSettings("cpu", threads, typeof(OptionsTests), isRepeatable));
    }

    [Fact]
    public void AHugeBatchOfLargeImagesIsCutDown()
    {
        Network network = Network.Input(3, 500, 500).GlobalAveragePool().Flatten().Dense(2).Build();
        using ConvNetTransformer model = _ml.DeepLearning.Score(network, new() { BatchSize = ConvNetTransformerOptions.MaxBatchSize });
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Byte, 750_000));

        var mapping = (NetworkMapping)((RowMapper)model.GetRowToRowMapper(builder.ToSchema())).Mapping;

        Assert.Equal(InputShape.MaxSize / 750_000, mapping.BatchSize);
    }

    [Fact]
    public void AsManyClassesAsScores() => Assert.Contains("3 scores for an image, but there are 2 classes",
        Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.Score(
            TestNetworks.Identity(), new() { Classes = ClassLabels.Unnamed(2) })).Message);

    [Fact]
    public void ClassesAreForMulticlass() => Assert.Throws<OptionsException>(() => _ml.DeepLearning.Score(
        TestNetworks.Probability(), new() { Task = NetworkTask.Binary, Classes = ClassLabels.Unnamed(2) }));

    [Theory]
    [InlineData(NetworkTask.Multiclass, "task is Multiclass", 0.4)]
    [InlineData(NetworkTask.Binary, "binary has one", 0.4, 0.6)]
    [InlineData(NetworkTask.Binary, "above 0 and below 1", 1.0)]
    [InlineData(NetworkTask.MultiLabel, "above 0 and below 1", 0.5, double.NaN)]
    public void ThresholdsAreChecked(NetworkTask task, string expected, params double[] thresholds) => Assert.Contains(expected,
        Assert.Throws<OptionsException>(() => _ml.DeepLearning.Score(TestNetworks.Identity(), new() { Task = task, Thresholds = thresholds })).Message);

    [Fact]
    public void ThereIsAThresholdForAllClassesOrOneForEach() => Assert.Contains("2 thresholds for 3 classes",
        Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.Score(Labels(), new() { Task = NetworkTask.MultiLabel, Thresholds = [0.5, 0.5] })).Message);

    private static Network Labels() => Network.Input(4).Dense(3).Build();

    private static bool HasCuda() =>
        Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
}
