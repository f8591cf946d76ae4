using System.Diagnostics;
using Microsoft.ML;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.LibTorch;

public class AtenOperatorTests
{
    private const string Notice = "lacks the C interface";

    private static readonly Dictionary<string, OptimizerOptions> _optimizers = new()
    {
        ["adam"] = new AdamOptions { WeightDecay = 0.1 },
        ["adamw"] = new AdamWOptions { Beta1 = 0.8 },
        ["sgd"] = new SgdOptions { WeightDecay = 0.01 },
        ["nesterov"] = new SgdOptions { Momentum = 0.9, Nesterov = true, WeightDecay = 0.01 },
        ["dampening"] = new SgdOptions { Momentum = 0.9, Dampening = 0.4 },
    };

    public static TheoryData<string> Operators => [.. AtenOperators.All.Select(o => o.Name)];

    public static TheoryData<string> Optimizers => [.. _optimizers.Keys];

    [Theory]
    [MemberData(nameof(Operators))]
    public void LibtorchHasTheOperatorAndItIsRight(string name)
    {
        using var live = new LiveTensors();
        AtenOperator found = AtenOperators.All.Single(o => o.Name == name);
        Assert.True(found.IsAvailable);
        using var without = new WithoutInterface();
        Assert.False(found.IsAvailable);
    }

    // 100,003 numbers are shared among threads, and fill no vector exactly.
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void AFusedStepIsTheSameAsItsParts(string name)
    {
        using var live = new LiveTensors();
        float[] fused = Descend(_optimizers[name]);
        using var without = new WithoutInterface();
        Golden.Near(Descend(_optimizers[name]), fused, 2e-6);
    }

    [Fact]
    public void NothingIsLeftBehind()
    {
        using DisposeScope scope = NewDisposeScope();
        const int numbers = 1 << 20, steps = 400;
        Step(numbers);
        long before = Process.GetCurrentProcess().PrivateMemorySize64;
        for (int i = 0; i < steps; i++)
        {
            Step(numbers);
        }

        // One tensor of each step, had it stayed, would be 1.6 GB.
        Assert.InRange(Process.GetCurrentProcess().PrivateMemorySize64 - before, long.MinValue, 400L << 20);
    }

    [Fact]
    public void AFailureIsOneSentence()
    {
        using DisposeScope scope = NewDisposeScope();
        using var live = new LiveTensors();
        using Tensor parameters = ones(4), gradient = ones(4);
        string message = Assert.Throws<TrainingException>(() => AtenOperators.Sgd(
            parameters, gradient, [], isFirst: false, new SgdSettings(0.1, 0, Momentum: 0.9, 0, false))).Message;
        Assert.StartsWith("libtorch's operator aten::_fused_sgd_ failed", message);
        Assert.DoesNotContain("\n", message);
    }

    [Fact]
    public void AnUnknownOperatorIsNotAvailable()
    {
        var unknown = new AtenOperator("aten::there_is_no_such_operator", static o =>
        {
            AtenCall call = default;
            call.Add(1.0);
            return o.TryCall(ref call);
        });
        Assert.False(unknown.IsAvailable);
    }

    [Fact]
    public void ADisposedTensorIsRefusedBeforeTheCall()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor parameters = ones(4), gone = ones(4);
        gone.Dispose();
        Assert.Throws<InvalidOperationException>(() => AtenOperators.Sgd(parameters, gone, [], isFirst: true, new SgdSettings(0.1, 0, 0, 0, false)));
        Assert.Equal([1, 1, 1, 1], parameters.ToFloats());
    }

    [Fact]
    public void ARunWithoutTheInterfaceComesToTheSameAndSaysSo()
    {
        (string log, float[] weights) = Train();
        using var without = new WithoutInterface();
        (string logWithout, float[] weightsWithout) = Train();
        Assert.DoesNotContain(Notice, log);
        Assert.Equal(2, logWithout.Split(Notice).Length);
        Golden.Near(weights, weightsWithout, 1e-4);
    }

    private static (string Log, float[] Weights) Train()
    {
        var mlContext = new MLContext(seed: 1);
        var log = new System.Text.StringBuilder();
        mlContext.Log += (_, e) => log.AppendLine(e.Message);
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 2,
            BatchSize = 16,
            Optimizer = new AdamOptions(),
            LearningRate = 0.01,
            Seed = 1,
            Threads = 1,
            Device = "cpu",
        }).Fit(Shapes.View(mlContext, 64));
        return (log.ToString(), [.. model.Network.Parameters.SelectMany(p => p.Tensor.Floats.ToArray())]);
    }

    private static float[] Descend(OptimizerOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        const int count = 100_003, second = 40_001;
        Tensor parameters = linspace(-1, 1, count);
        using FlatOptimizer optimizer = options.Create(parameters,
        [
            new GroupSettings(new ParameterRange(0, 0, second), 0.1, 0),
            new GroupSettings(new ParameterRange(1, second, count - second), 1, options.WeightDecay),
        ]);
        for (int i = 0; i < 20; i++)
        {
            optimizer.Step(parameters.pow(S(3)).add(parameters, S(1)), 0.01);
        }

        return parameters.ToFloats();
    }

    private static void Step(int numbers)
    {
        using DisposeScope scope = NewDisposeScope();
        AtenOperators.Adam(AtenOperators.FusedAdam, ones(numbers), ones(numbers), [zeros(numbers), zeros(numbers)], 1, new AdamSettings(0.1, 0.9, 0.99, 0, 1e-8));
    }
}
