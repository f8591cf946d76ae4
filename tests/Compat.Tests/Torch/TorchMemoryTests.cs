using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Compat.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class TorchMemoryTests
{
    [Fact]
    public void A_scope_disposes_of_what_was_made_in_it()
    {
        long before = Tensor.TotalCount;
        Tensor kept;
        Tensor gone;
        using (DisposeScope scope = NewDisposeScope())
        {
            gone = torch.zeros([2]);
            kept = (gone + 1).DetachFromDisposeScope();
            Assert.Equal(1, scope.DisposablesCount);
            Assert.True(scope.Contains(gone));
            Assert.False(scope.Contains(kept));
        }

        Assert.True(gone.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.Equal(before + 1, Tensor.TotalCount);
        kept.Dispose();
        kept.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Throws<InvalidOperationException>(() => kept.shape);
    }

    [Fact]
    public void A_tensor_can_be_moved_to_the_scope_around()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor result;
        using (DisposeScope inner = NewDisposeScope())
        {
            result = torch.ones([1]).MoveToOuterDisposeScope();
            Assert.False(inner.Contains(result));
        }

        Assert.True(outer.Contains(result));
        Assert.Equal(1f, result.item<float>());
        Tensor other = torch.ones([1]);
        outer.DisposeEverythingBut(other);
        Assert.True(result.IsInvalid);
        Assert.Equal(1, outer.DisposablesCount);
        outer.Detach(other);
        Assert.Equal(0, outer.DisposablesCount);
        outer.Attach(other);
        Assert.True(outer.Contains(other));
    }

    [Fact]
    public void The_statistics_count_what_this_thread_made_and_disposed_of()
    {
        DisposeScopeManager.Statistics.Reset();
        using (NewDisposeScope())
        {
            torch.zeros([1]);
            torch.zeros([1]).Dispose();
            Assert.Equal(1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        torch.zeros([1]).Dispose();

        Assert.Equal(2, DisposeScopeManager.Statistics.CreatedInScopeCount);
        Assert.Equal(2, DisposeScopeManager.Statistics.DisposedInScopeCount);
        Assert.Equal(1, DisposeScopeManager.Statistics.CreatedOutsideScopeCount);
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Training_steps_leave_no_tensor_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = torch.ones([4, 1, 3, 3]).mul(0.1).requires_grad_();
        Tensor images = TorchTests.Ramp(0.01f, 2, 1, 6, 6);
        Tensor classes = tensor(new long[] { 1, 3 });
        Step(weight, images, classes);
        long before = Tensor.TotalCount;

        for (int i = 0; i < 20; i++)
        {
            Step(weight, images, classes);
        }

        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(Tensor.PeakCount > before);
    }

    [Fact]
    public void Views_of_a_flat_buffer_share_its_memory()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = torch.zeros([10]);
        Tensor weight = flat.narrow(0, 2, 6).view(2, 3);
        Tensor strided = flat.as_strided([2, 2], [1, 2], 6);

        weight.fill_(1);
        strided.select(0, 1).fill_(2);

        Assert.Equal([0f, 0, 1, 1, 1, 1, 1, 2, 0, 2], TorchTests.Floats(flat));
        Assert.Equal(2, weight.storage_offset());
        flat.Dispose();
        Assert.Equal([1f, 1, 1, 1, 1, 2], TorchTests.Floats(weight));
    }

    [Fact]
    public void A_weight_that_lies_channels_last_in_a_flat_buffer_convolves_the_same()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = TorchTests.Ramp(0.01f, 4, 3, 2, 2);
        Tensor images = TorchTests.Ramp(0.1f, 2, 3, 5, 5).sub(3).tanh();
        Tensor flat = torch.zeros([5 + 48]);
        // [O, C, H, W] in the order O, H, W, C.
        Tensor view = flat.as_strided([4, 3, 2, 2], [12, 1, 6, 3], 5);
        view.copy_(weight);
        view.requires_grad = true;
        weight.requires_grad = true;

        Tensor expected = F.conv2d(images, weight);
        Tensor actual = F.conv2d(images, view);
        expected.square().sum().backward();
        actual.square().sum().backward();

        Assert.False(view.is_contiguous());
        TorchTests.Close(TorchTests.Floats(expected), actual, 1e-4f);
        TorchTests.Close(TorchTests.Floats(weight.grad!.contiguous()), view.grad!, 1e-3f);
        Assert.Equal(TorchTests.Floats(weight.detach().permute(0, 2, 3, 1).contiguous()), TorchTests.Floats(flat.narrow(0, 5, 48)));
    }

    [Fact]
    public void Scopes_belong_to_their_thread()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = torch.zeros([1]));
        thread.Start();
        thread.Join();

        Assert.False(scope.Contains(other!));
        other!.Dispose();
    }

    private static void Step(Tensor weight, Tensor images, Tensor classes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = F.relu(F.conv2d(images, weight)).mean([2, 3]);
        F.cross_entropy(logits, classes).backward();
        using (torch.no_grad())
        {
            weight.sub_(weight.grad! * 0.1);
            weight.grad!.zero_();
        }
    }
}
