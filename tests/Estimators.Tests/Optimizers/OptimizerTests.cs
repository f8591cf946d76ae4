using System.Text.Json;
using Microsoft.ML;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Tests.LibTorch;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Optimizers;

public class OptimizerTests
{
    private const double Tolerance = 1e-6;
    private static readonly JsonElement _golden = Golden.Load("optimizers.json");

    private static readonly Dictionary<string, (OptimizerOptions Options, double Rate)> _cases = new()
    {
        ["sgd"] = (new SgdOptions(), 0.02),
        ["sgd-momentum"] = (new SgdOptions { Momentum = 0.9 }, 0.02),
        ["sgd-dampening"] = (new SgdOptions { Momentum = 0.9, Dampening = 0.3 }, 0.02),
        ["sgd-nesterov"] = (new SgdOptions { Momentum = 0.9, Nesterov = true, WeightDecay = 0.05 }, 0.02),
        ["rmsprop"] = (new RmsPropOptions(), 0.01),
        ["rmsprop-centered"] = (new RmsPropOptions { Momentum = 0.8, Centered = true, WeightDecay = 0.02 }, 0.01),
        ["adam"] = (new AdamOptions(), 0.05),
        ["adam-l2"] = (new AdamOptions { WeightDecay = 0.1, Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6 }, 0.05),
        ["adamw"] = (new AdamWOptions(), 0.05),
        ["adamw-decay"] = (new AdamWOptions { WeightDecay = 0.2, Beta1 = 0.7, Beta2 = 0.9 }, 0.05),
    };

    public static TheoryData<string, bool> Cases => [.. from name in _cases.Keys from fused in (bool[])[true, false] select (name, fused)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorchOverFiftySteps(string name, bool fused)
    {
        using var live = new LiveTensors();
        using var without = new WithoutInterface(hidden: !fused);
        (OptimizerOptions options, double rate) = _cases[name];
        float[] found = Descend(p => options.Create(p, [new GroupSettings(new ParameterRange(0, 0, 12), 1, options.WeightDecay)]), rate);
        Golden.Near(_golden.GetProperty("results").GetProperty(name).Floats(), found, Tolerance);
    }

    [Fact]
    public void GroupsHaveTheirOwnRateAndDecay()
    {
        float[] found = Descend(p => new AdamWOptions().Create(p,
        [
            new GroupSettings(new ParameterRange(0, 0, 5), 0.1, 0),
            new GroupSettings(new ParameterRange(1, 5, 7), 1, 0.1),
        ]), 0.05);
        Golden.Near(_golden.GetProperty("results").GetProperty("groups").Floats(), found, Tolerance);
    }

    [Fact]
    public void ParametersOutsideAllGroupsStay()
    {
        float[] start = _golden.GetProperty("start").Floats();
        float[] found = Descend(p => new AdamOptions().Create(p, [new GroupSettings(new ParameterRange(0, 4, 8), 1, 0)]), 0.05);
        Assert.Equal(start[..4], found[..4]);
        Assert.All(Enumerable.Range(4, 8), i => Assert.NotEqual(start[i], found[i]));
    }

    [Theory]
    [InlineData("clip-norm")]
    [InlineData("clip-value")]
    public void ClippingEqualsPyTorch(string name)
    {
        Action<Tensor> clip = name == "clip-norm" ? g => GradientClipping.Apply(new VaeOptions { ClipGradientNorm = 0.5 }, g)
            : g => GradientClipping.Apply(new VaeOptions { ClipGradientValue = 0.2 }, g);
        float[] found = Descend(p => new SgdOptions().Create(p, [new GroupSettings(new ParameterRange(0, 0, 12), 1, 0)]), 0.1, clip);
        Golden.Near(_golden.GetProperty("results").GetProperty(name).Floats(), found, Tolerance);
    }

    [Fact]
    public void UnusableSettingsAreNamed()
    {
        OptimizerOptions[] unusable =
        [
            new SgdOptions { Nesterov = true, Momentum = 0, WeightDecay = -1 },
            new AdamOptions { Beta1 = 1, Beta2 = -0.1, Epsilon = 0 },
            new RmsPropOptions { Smoothing = double.NaN },
        ];
        string[] problems = [.. unusable.SelectMany(optimizer => Assert.Throws<OptionsException>(
            () => new MLContext().DeepLearning.Vae(new VaeOptions { Optimizer = optimizer })).Problems)];
        Assert.Equal(6, problems.Length);
        Assert.All(problems, p => Assert.StartsWith("Optimizer: ", p));
    }

    private static float[] Descend(Func<Tensor, FlatOptimizer> create, double rate, Action<Tensor>? clip = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = tensor(_golden.GetProperty("a").Floats()), b = tensor(_golden.GetProperty("b").Floats());
        Tensor parameters = tensor(_golden.GetProperty("start").Floats());
        using FlatOptimizer optimizer = create(parameters);
        for (int i = 0; i < 50; i++)
        {
            Tensor gradient = parameters.pow(S(3)).mul(a).add(b, S(1));
            clip?.Invoke(gradient);
            optimizer.Step(gradient, rate);
        }

        return parameters.ToFloats();
    }
}
