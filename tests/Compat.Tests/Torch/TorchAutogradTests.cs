using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Compat.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class TorchAutogradTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string> Functions => new(
        "conv", "transposed", "linear", "pool", "norm", "lrn", "softmax", "bce", "views");

    /// <summary>The gradient of a scalar function of 24 numbers, against (f(x + h) - f(x - h)) / 2h in double precision.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Gradients_equal_finite_differences(string function)
    {
        double[] start = [.. Enumerable.Range(0, 24).Select(i => Math.Sin((i * 1.7) + 0.3))];
        Tensor x = tensor(start, [1, 2, 3, 4]).requires_grad_();

        autograd.backward(Apply(function, x), (IList<Tensor>?)null, null, false, null);

        double[] gradient = x.grad!.data<double>().ToArray();
        const double Step = 1e-5;
        for (int i = 0; i < start.Length; i++)
        {
            double difference = (At(function, start, i, Step) - At(function, start, i, -Step)) / (2 * Step);
            Assert.True(Math.Abs(difference - gradient[i]) < 1e-6, $"{function}, element {i}: expected {difference}, found {gradient[i]}");
        }
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        Tensor x = torch.ones([2], requires_grad: true);

        (x * 3).sum().backward();
        (x * 3).sum().backward();

        Assert.Equal([6f, 6f], TorchTests.Floats(x.grad!));
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_gradient_tensor_given_beforehand_is_accumulated_into()
    {
        Tensor flat = torch.zeros([4]);
        Tensor x = torch.ones([2], requires_grad: true);
        x.grad = flat.narrow(0, 2, 2);

        (x * 3).sum().backward();

        Assert.Equal([0f, 0f, 3f, 3f], TorchTests.Floats(flat));
    }

    [Fact]
    public void No_grad_records_nothing_and_ends_with_its_block()
    {
        Tensor x = torch.ones([2], requires_grad: true);

        using (torch.no_grad())
        {
            Assert.False(torch.is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            x.add_(1);
        }

        Assert.True(torch.is_grad_enabled());
        Assert.True((x * 2).requires_grad);
        using (torch.inference_mode())
        {
            Assert.False((x * 2).requires_grad);
        }

        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
        Assert.False(x.detach().requires_grad);
    }

    [Fact]
    public void Second_gradients_come_from_a_kept_graph()
    {
        Tensor x = tensor(3.0).requires_grad_();

        Tensor first = autograd.grad([x.pow(3)], [x], null, true, true)[0];
        Tensor second = autograd.grad([first], [x])[0];

        Assert.Equal(27.0, first.item<double>(), 10);
        Assert.Equal(18.0, second.item<double>(), 10);
    }

    [Fact]
    public void Torch_errors_come_as_external_exceptions_with_its_message()
    {
        Tensor x = torch.ones([2], requires_grad: true);

        Assert.Contains("scalar", Assert.Throws<ExternalException>(() => (x * 2).backward()).Message, StringComparison.Ordinal);
        Assert.Contains("leaf", Assert.Throws<ExternalException>(() => x.add_(1)).Message, StringComparison.Ordinal);
        string message = Assert.Throws<ExternalException>(() => torch.zeros([2, 3]).mm(torch.zeros([2, 3]))).Message;
        Assert.Contains("2x3", message, StringComparison.Ordinal);
        Assert.Throws<ExternalException>(() => torch.zeros([2]).view(3));
        Assert.Throws<ExternalException>(() => torch.empty([1L << 60]));
    }

    private static double At(string function, double[] start, int index, double step)
    {
        double[] moved = [.. start];
        moved[index] += step;
        using DisposeScope scope = NewDisposeScope();
        return Apply(function, tensor(moved, [1, 2, 3, 4])).item<double>();
    }

    private static Tensor Ramp(params long[] shape) => TorchTests.Ramp(0.1f, shape).to(float64).sub(0.5);

    /// <summary>Weighs the outputs so that no element's gradient is zero by symmetry.</summary>
    private static Tensor Weighed(Tensor output) => (output * Ramp(output.shape).add(1).square()).sum();

    private static Tensor Apply(string function, Tensor x) => function switch
    {
        "conv" => Weighed(F.conv2d(x, Ramp(3, 2, 2, 2), Ramp(3), [1, 2], [1, 1])),
        "transposed" => Weighed(F.conv_transpose2d(x, Ramp(2, 3, 2, 2), null, [2, 2])),
        "linear" => Weighed(F.linear(x.flatten(1), Ramp(5, 24), Ramp(5)).sigmoid()),
        "pool" => Weighed(F.max_pool2d(x, 2, 1)) + Weighed(nn.AvgPool2d((2, 2)).forward(x)),
        "norm" => Weighed(F.batch_norm(x, Ramp(2), Ramp(2), Ramp(2), Ramp(2), true)),
        "lrn" => Weighed(F.local_response_norm(x, 2, 0.5)),
        "softmax" => F.cross_entropy(x.view(6, 4), tensor(new long[] { 0, 3, 1, 2, 2, 0 })),
        "bce" => F.binary_cross_entropy_with_logits(x, torch.zeros_like(x).fill_(0.3)),
        "views" => Weighed(torch.cat([x.permute(0, 3, 1, 2).reshape(4, 6), F.relu(x).tanh().view(4, 6)], 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
    };
}
