using System.Reflection;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetDeep.Compat.Tests.Torch;

/// <summary>The stand-in's own counter of native handles, which the real package does not have.</summary>
[Collection(TorchTests.Name)]
public sealed class NativeHandleTests
{
    [SkippableFact]
    public void Every_native_handle_is_given_back()
    {
        MethodInfo? counter = typeof(torch).Assembly.GetType("TorchSharp.Native.NativeMethods")
            ?.GetMethod("mlnd_live_handles", BindingFlags.Static | BindingFlags.NonPublic);
        Skip.If(counter is null, "TorchSharp is the real package here, not the stand-in.");
        Use();
        object? before = counter.Invoke(null, null);

        for (int i = 0; i < 5; i++)
        {
            Use();
        }

        Assert.Equal(before, counter.Invoke(null, null));
    }

    private static void Use()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = TorchTests.Ramp(1, 4, 4).requires_grad_();
        Tensor sum = torch.cat(x.split(1)).topk(2).Item1.sum() + x.select(0, 1).max(0).Item1;
        sum.backward();
        x.grad!.zero_();
        x.detach().add_(1);
        _ = torch.get_rng_state();
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => x.mm(torch.zeros([3, 3])));
    }
}
