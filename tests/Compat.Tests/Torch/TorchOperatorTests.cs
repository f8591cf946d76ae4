using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Compat.Tests.Torch;

/// <summary>Operators against numbers small enough to be worked out by hand.</summary>
[Collection(TorchTests.Name)]
public sealed class TorchOperatorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Arithmetic_with_tensors_and_numbers()
    {
        Tensor a = tensor(new float[] { 1, 2, 4 });
        Tensor b = tensor(new float[] { 2, 2, 2 });

        TorchTests.Close([3, 4, 6], a + b);
        TorchTests.Close([-1, 0, 2], a - b);
        TorchTests.Close([2, 4, 8], a * 2);
        TorchTests.Close([0.5f, 1, 2], a / b);
        TorchTests.Close([0, -1, -3], 1 - a);
        TorchTests.Close([1, 0.5f, 0.25f], 1f / a);
        TorchTests.Close([-1, -2, -4], -a);
        TorchTests.Close([2, 3, 5], a.add(b, 0.5));
        TorchTests.Close([1, 4, 16], a.pow(2));
        TorchTests.Close([0, 1, 2], a.div(2, RoundingMode.floor));
    }

    [Fact]
    public void In_place_operators_change_the_tensor_and_return_it()
    {
        Tensor a = tensor(new float[] { 1, 2 });

        Tensor result = a.add_(1).mul_(2).sub_(tensor(new float[] { 1, 1 })).div_(3);

        Assert.Same(a, result);
        TorchTests.Close([1, 5 / 3f], a);
        TorchTests.Close([1.5f, 1.5f + (1 / 3f)], a.lerp_(tensor(new float[] { 2, 2 }), tensor(0.5f)));
        TorchTests.Close([2.5f, 2.5f + (1 / 3f)], a.addcmul_(tensor(new float[] { 1, 1 }), tensor(new float[] { 2, 2 }), 0.5));
        TorchTests.Close([3, 3 + (1 / 3f)], a.addcdiv_(tensor(new float[] { 1, 1 }), tensor(new float[] { 2, 2 }), 1));
        TorchTests.Close([3, 3], a.clamp_(0, 3));
    }

    [Fact]
    public void Reductions()
    {
        Tensor a = tensor(new float[] { 1, 5, 3, 2, 4, 6 }, [2, 3]);

        Assert.Equal(21f, a.sum().item<float>());
        TorchTests.Close([9, 12], a.sum(1));
        TorchTests.Close([1.5f, 4.5f, 4.5f], a.mean([0L]));
        Assert.Equal(6f, a.max().item<float>());
        (Tensor values, Tensor places) = a.max(1);
        TorchTests.Close([5, 6], values);
        Assert.Equal([1L, 2L], places.data<long>().ToArray());
        Assert.Equal([1L, 2L], a.argmax(1).data<long>().ToArray());
        Assert.Equal(MathF.Sqrt(91), a.norm().item<float>(), 5);
        TorchTests.Close([6, 5], a.flatten().topk(2).Item1);
        Assert.Equal(3.5f, a.@var().item<float>(), 5);
        Assert.True(a.isfinite().all().item<bool>());
    }

    [Fact]
    public void Comparisons_and_masks()
    {
        Tensor a = tensor(new float[] { 1, float.NaN, 3 });

        Assert.Equal([false, true, false], a.isnan().data<bool>().ToArray());
        Assert.Equal([false, false, true], a.gt(2).data<bool>().ToArray());
        TorchTests.Close([1, 0, 3], a.masked_fill(a.isnan(), 0));
        TorchTests.Close([1, 7, 3], torch.where(a.isnan(), torch.full([3], 7f), a));
        Assert.True(torch.ones([2]).allclose(torch.ones([2])));
        Assert.False(torch.ones([2]).Equals(torch.zeros([2])));
    }

    [Fact]
    public void Shapes_without_copies()
    {
        Tensor a = TorchTests.Ramp(1, 2, 3);

        Assert.Equal([3L, 2L], a.t().shape);
        Assert.Equal([1L, 3L], a.t().stride());
        Assert.Equal([6L], a.flatten().shape);
        Assert.Equal([2L, 1L, 3L], a.unsqueeze(1).shape);
        Assert.Equal([1f, 4f], TorchTests.Floats(a.select(1, 1)));
        Assert.Equal([1f, 2, 4, 5], TorchTests.Floats(a.narrow(1, 1, 2)));
        Assert.Equal([0f, 2, 3, 5], TorchTests.Floats(a.slice(1, 0, 3, 2)));
        Assert.Equal([3f, 4, 5, 0, 1, 2], TorchTests.Floats(a.index_select(0, tensor(new long[] { 1, 0 }))));
        Assert.Equal([2, 6], torch.cat([a, a], 1).shape.Select(s => (int)s));
        Assert.Equal([1L, 3L], a.split(1)[1].shape);
        Assert.Equal([2L, 2L, 3L], torch.stack([a, a]).shape);
    }

    [Fact]
    public void Linear_convolution_and_pooling()
    {
        Tensor image = TorchTests.Ramp(1, 1, 1, 3, 3);
        Tensor kernel = tensor(new float[] { 1, 0, 0, 1 }, [1, 1, 2, 2]);
        Tensor bias = tensor(new float[] { 1 });

        TorchTests.Close([5, 7, 11, 13], F.conv2d(image, kernel, bias));
        TorchTests.Close([1, 3, 7, 13], F.conv2d(image, kernel, bias, [2, 2], [1, 1]));
        TorchTests.Close([4, 5, 7, 8], F.max_pool2d(image, 2, 1));
        TorchTests.Close([2, 3, 5, 6], nn.AvgPool2d((2, 2), (1, 1)).forward(image));
        TorchTests.Close([4], F.adaptive_avg_pool2d(image, 1));
        TorchTests.Close([3.5f], F.linear(tensor(new float[] { 1, 2 }, [1, 2]), tensor(new float[] { 0.5f, 1 }, [1, 2]), bias));
        TorchTests.Close([0, 0, 1, 0, 4, 6, 4, 12, 9], F.conv_transpose2d(TorchTests.Ramp(1, 1, 1, 2, 2), TorchTests.Ramp(1, 1, 1, 2, 2)));
    }

    [Fact]
    public void Activations()
    {
        Tensor a = tensor(new float[] { -1, 0, 2 });

        TorchTests.Close([0, 0, 2], F.relu(a));
        TorchTests.Close([-0.1f, 0, 2], F.leaky_relu(a, 0.1));
        TorchTests.Close([0.26894143f, 0.5f, 0.880797f], F.sigmoid(a));
        TorchTests.Close([-0.7615942f, 0, 0.9640276f], F.tanh(a));
        TorchTests.Close([0.04201007f, 0.11419519f, 0.8437947f], F.softmax(a, 0));
        TorchTests.Close([-3.1698462f, -2.1698462f, -0.1698462f], F.log_softmax(a, 0));
        TorchTests.Close([0, 0, 4], F.dropout(a.clamp(0), 0.5, false) * 2);
    }

    [Fact]
    public void Normalization()
    {
        Tensor image = tensor(new float[] { 1, 3, 2, 2 }, [1, 2, 1, 2]);
        Tensor mean = torch.zeros([2]);
        Tensor variance = torch.ones([2]);

        Tensor normalized = F.batch_norm(image, mean, variance, torch.ones([2]), torch.zeros([2]), true, 0.5, 0);

        TorchTests.Close([-1, 1], normalized.select(1, 0));
        TorchTests.Close([1, 1], mean);
        TorchTests.Close([1.5f, 0.5f], variance);
        // x / (k + alpha * mean of the squares over the window of channels, absent ones counting as 0)^beta
        TorchTests.Close([1 / 1.5f, 3 / 5.5f, 2 / 3.5f, 2 / 7.5f], F.local_response_norm(image, 2, 1, 1, 1));
    }

    [Fact]
    public void Losses()
    {
        Tensor logits = tensor(new float[] { 0, 0, MathF.Log(3), 0 }, [2, 2]);
        Tensor classes = tensor(new long[] { 0, 0 });
        float first = MathF.Log(2);
        float second = MathF.Log(4 / 3f);

        Assert.Equal((first + second) / 2, F.cross_entropy(logits, classes).item<float>(), 5);
        TorchTests.Close([first, second], F.cross_entropy(logits, classes, null, -100, nn.Reduction.None));
        Assert.Equal((first + second + (0.1f * MathF.Log(3) / 2)) / 2, F.cross_entropy(logits, classes, label_smoothing: 0.1).item<float>(), 5);
        Assert.Equal(2 * (first + second), F.cross_entropy(logits, classes, tensor(new float[] { 2, 1 }), -100, nn.Reduction.Sum).item<float>(), 5);
        Assert.Equal(MathF.Log(2), F.binary_cross_entropy_with_logits(tensor(0f), tensor(1f)).item<float>(), 5);
        Assert.Equal(2.5f, F.mse_loss(tensor(new float[] { 1, 2 }), tensor(new float[] { 2, 4 })).item<float>(), 5);
    }
}
