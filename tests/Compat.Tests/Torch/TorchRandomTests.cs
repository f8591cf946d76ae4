using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Compat.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class TorchRandomTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_numbers_and_another_seed_others()
    {
        torch.manual_seed(7);
        float[] first = TorchTests.Floats(torch.rand([5]));
        torch.manual_seed(7);
        float[] second = TorchTests.Floats(torch.rand([5]));
        torch.manual_seed(8);
        float[] third = TorchTests.Floats(torch.rand([5]));

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Fact]
    public void The_numbers_are_those_of_torch()
    {
        torch.manual_seed(0);

        // torch.manual_seed(0); torch.rand(3) in Python.
        TorchTests.Close([0.49625659f, 0.76822180f, 0.08847743f], torch.rand([3]), 1e-6f);
    }

    [Fact]
    public void A_saved_state_continues_where_it_was()
    {
        torch.manual_seed(3);
        torch.randn([100]);
        Tensor state = torch.get_rng_state();
        byte[] saved = state.bytes.ToArray();
        float[] expected = TorchTests.Floats(F.dropout(torch.ones([50])));

        torch.manual_seed(99);
        torch.set_rng_state(tensor(saved));

        Assert.Equal(expected, TorchTests.Floats(F.dropout(torch.ones([50]))));
    }

    [Fact]
    public void A_generator_of_its_own_leaves_the_default_one_alone()
    {
        torch.manual_seed(3);
        float[] expected = TorchTests.Floats(torch.rand([4]));

        torch.manual_seed(3);
        using var generator = new Generator(5);
        float[] own = TorchTests.Floats(torch.rand([4], generator: generator));
        Assert.Equal(expected, TorchTests.Floats(torch.rand([4])));

        generator.manual_seed(5);
        Assert.Equal(5, generator.initial_seed());
        Assert.Equal(own, TorchTests.Floats(torch.rand([4], generator: generator)));
    }

    [Fact]
    public void A_permutation_has_every_index_once()
    {
        long[] order = torch.randperm(50).data<long>().ToArray();

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), order.Order());
        Assert.NotEqual(order.Order(), order);
    }
}
