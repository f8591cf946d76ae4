using System.Text.Json;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Optimizers;

public sealed class LbfgsTests
{
    private static readonly JsonElement _golden = Golden.Load("style.json");

    [Theory]
    [InlineData("rosenbrock", 8)]
    [InlineData("quadratic", 5)]
    public void ConvergesAsPyTorchDoes(string name, int history)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = _golden.GetProperty(name);
        double[] theirs = golden.GetProperty("losses").Doubles();
        Func<Tensor, Tensor> loss = name == "rosenbrock" ? Rosenbrock : Quadratic;
        Tensor x = name == "rosenbrock" ? tensor([.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? -1.2 : 1.0)]) : zeros([12], ScalarType.Float64);
        int evaluations = 0;
        using var optimizer = new Lbfgs(x, history, 0.1, () =>
        {
            evaluations++;
            return Evaluate(x, loss);
        });

        double before = optimizer.Loss;
        while (optimizer.Loss > theirs[^1])
        {
            Assert.True(optimizer.Step());
            Assert.True(optimizer.Loss < before, "A step must lower the loss.");
            before = optimizer.Loss;
        }

        int most = golden.GetProperty("evaluations").GetInt32() * 5 / 4;
        Assert.True(evaluations <= most, $"{evaluations} evaluations; {most} are allowed.");

        for (int i = 0; i < 200 && optimizer.Step(); i++)
        {
        }

        double[] minimum = name == "rosenbrock" ? [.. Enumerable.Repeat(1.0, 10)] : [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        double[] found = x.data<double>().ToArray();
        Assert.All(Enumerable.Range(0, found.Length), i => Assert.Equal(minimum[i], found[i], 1e-5));
    }

    [Fact]
    public void ALossThatIsNoNumberFarOutIsAvoided()
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor([0.3, 0.4]);

        // The square root ends at 5; the first trial goes far beyond.
        using var optimizer = new Lbfgs(x, 4, 100, () => Evaluate(x, v => v.pow(S(2)).sum().neg().add(S(25), S(1)).sqrt()));
        double before = optimizer.Loss;
        Assert.True(optimizer.Step());
        Assert.InRange(optimizer.Loss, 0, before - 0.1);
        Assert.InRange(x.norm().ToNumber(), 1, 5);
    }

    [Fact]
    public void WithoutASlopeNothingMoves()
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0]);
        using var optimizer = new Lbfgs(x, 4, 1, () => Evaluate(x, v => v.mul(S(0)).sum()));
        Assert.False(optimizer.Step());
        Assert.Equal([1.0, 2.0], x.data<double>().ToArray());
    }

    private static LossPoint Evaluate(Tensor x, Func<Tensor, Tensor> loss)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor leaf = x.detach().requires_grad_();
        Tensor value = loss(leaf);
        value.backward();
        return new LossPoint(value.ToNumber(), scope.MoveToOuter(leaf.grad!));
    }

    private static Tensor Rosenbrock(Tensor x)
    {
        Tensor head = x.narrow(0, 0, 9), tail = x.narrow(0, 1, 9);
        return tail.sub(head.pow(S(2))).pow(S(2)).mul(S(100)).add(head.sub(S(1)).pow(S(2)), S(1)).sum();
    }

    private static Tensor Quadratic(Tensor x)
    {
        Tensor scale = tensor([.. Enumerable.Range(0, 12).Select(i => Math.Pow(10, 3.0 * i / 11))]);
        Tensor minimum = tensor([.. Enumerable.Range(0, 12).Select(i => (double)i)]);
        return x.sub(minimum).pow(S(2)).mul(scale).sum();
    }
}
