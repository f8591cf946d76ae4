using System.Runtime.InteropServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetDeep.Compat.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class TorchRuntimeTests
{
    [Fact]
    public void The_number_of_threads_can_be_set_and_read()
    {
        int before = torch.get_num_threads();
        Assert.True(before >= 1);
        torch.set_num_threads(before + 1);
        Assert.Equal(before + 1, torch.get_num_threads());
        torch.set_num_threads(before);
    }

    [Fact]
    public void A_device_is_described_as_torch_writes_it()
    {
        Assert.Equal("cpu", torch.CPU.ToString());
        var second = new Device("cuda:1");
        Assert.Equal(DeviceType.CUDA, second.type);
        Assert.Equal(1, second.index);
        Assert.Equal("cuda:1", second.ToString());
        Assert.Throws<ArgumentException>(() => new Device("abacus"));
    }

    [SkippableFact]
    public void Without_a_gpu_cuda_is_refused()
    {
        Skip.If(torch.cuda.is_available(), "This machine has a CUDA device.");
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal(0, torch.cuda.device_count());
        Assert.False(torch.TryInitializeDeviceType(DeviceType.CUDA));
        Assert.Throws<InvalidOperationException>(() => torch.zeros([1], device: new Device("cuda")));
        Assert.Throws<InvalidOperationException>(() => torch.zeros([1]).cuda());
    }

    [SkippableFact]
    public void On_a_gpu_tensors_move_there_and_back()
    {
        Skip.IfNot(torch.cuda.is_available(), "This machine has no CUDA device.");
        using DisposeScope scope = NewDisposeScope();
        Tensor pinned = tensor(new float[] { 1, 2, 3 }).pin_memory();
        Assert.True(pinned.is_pinned());

        Tensor there = pinned.to(torch.CUDA, non_blocking: true);
        Tensor squared = there * there;
        torch.cuda.synchronize();

        Assert.Equal(DeviceType.CUDA, squared.device_type);
        Assert.Equal([1f, 4f, 9f], TorchTests.Floats(squared.cpu()));
        ExternalException error = Assert.Throws<ExternalException>(() => torch.empty([1L << 42], device: torch.CUDA));
        Assert.Contains("out of memory", error.Message, StringComparison.OrdinalIgnoreCase);
    }
}
