using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>
/// Single operators in the version that changed their meaning: the interpreter gives what ONNX Runtime gives, shape
/// inference its shape, and gradients are those of finite differences. Inputs but the first are initializers.
/// </summary>
public class OpsetMeaningTests
{
    /// <summary>Tests by name; made by <see cref="OneNode"/>.</summary>
    private static readonly Dictionary<string, OneNode> _cases = OneNode.All().ToDictionary(c => c.Name);

    public static TheoryData<string> Names => [.. _cases.Keys];

    public static TheoryData<string> Differentiable => [.. _cases.Values.Where(c => c.HasGradient).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void AgreesWithOnnxRuntime(string name)
    {
        OneNode test = _cases[name];
        Network network = test.Network();
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        (long[] shape, double[] right) = RunOnnx(network, test);
        using var torchNetwork = new TorchNetwork(network);
        Tensor output = torchNetwork.Forward(test.Input(), training: false);
        Assert.Equal(shape, output.shape);
        Golden.Near([.. right.Select(v => (float)v)], [.. TensorData.ToDoubles(output).Select(v => (float)v)], 1e-4);
        Assert.Equal(shape, network.InferShapes()[network.Outputs[0].Name]);
    }

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void GradientsAreThoseOfFiniteDifferences(string name)
    {
        OneNode test = _cases[name];
        using DisposeScope scope = NewDisposeScope();
        using var network = new TorchNetwork(test.Network());
        Tensor x = test.Input();
        Tensor output = network.Forward(x, training: false);
        Tensor weights = arange(S(0), S(output.numel()), S(1), ScalarType.Float32).mul(S(0.7)).cos().reshape(output.shape);
        double Loss(Tensor at) => network.Forward(at, training: false).mul(weights).sum().ToNumber();

        Tensor leaf = x.clone();
        leaf.requires_grad = true;
        network.Forward(leaf, ForwardPass.InputGradient).mul(weights).sum().backward();
        float[] gradient = leaf.grad!.ToFloats(), values = x.ToFloats();
        Assert.Contains(gradient, g => g != 0);
        for (int i = 0; i < values.Length; i += Math.Max(1, values.Length / 12))
        {
            const float Step = 1e-2f;
            double Shifted(float by)
            {
                float[] moved = [.. values];
                moved[i] += by;
                return Loss(tensor(moved).reshape(x.shape));
            }

            double slope = (Shifted(Step) - Shifted(-Step)) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) < 2e-2 * Math.Max(1, Math.Abs(slope)), $"{name}, value {i}: {gradient[i]} instead of {slope}");
        }
    }

    /// <summary>What comes out of a product in bfloat16 goes on through every operator, and is near what it should be.</summary>
    [Theory]
    [MemberData(nameof(Differentiable))]
    public void WorksBehindABFloat16Product(string name)
    {
        OneNode test = _cases[name];
        using DisposeScope scope = NewDisposeScope();
        using var exact = new TorchNetwork(test.Network());
        using var network = new TorchNetwork(test.Network(), new TorchNetworkOptions { BFloat16 = true });
        float[] right = exact.Forward(test.Input(), training: false).ToFloats();
        float[] near = network.Forward(test.Input().to_type(ScalarType.BFloat16), training: false).ToFloats();
        Golden.Near(right, near, 0.05 * right.Append(1).Max(Math.Abs));
    }

    private static (long[] Shape, double[] Values) RunOnnx(Network network, OneNode test)
    {
        _ = OnnxRuntimeEnvironment.Instance;
        using var session = new InferenceSession(network.ToBytes());
        int[] dims = [.. test.Shape.Select(d => (int)d)];
        NamedOnnxValue input = test.IsWhole
            ? NamedOnnxValue.CreateFromTensor("x", new DenseTensor<long>((long[])[.. test.Values.Select(v => (long)v)], dims))
            : NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(test.Values, dims));
        using var results = session.Run([input]);
        return results[0].Value switch
        {
            DenseTensor<float> t => ([.. t.Dimensions.ToArray().Select(d => (long)d)], [.. t.Select(v => (double)v)]),
            DenseTensor<long> t => ([.. t.Dimensions.ToArray().Select(d => (long)d)], [.. t.Select(v => (double)v)]),
            DenseTensor<bool> t => ([.. t.Dimensions.ToArray().Select(d => (long)d)], [.. t.Select(v => v ? 1.0 : 0)]),
            var other => throw new NotSupportedException($"{other.GetType()}"),
        };
    }
}
