using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetDeep.Compat.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class TorchCreationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Factories_give_shape_type_and_values()
    {
        Tensor zeros = torch.zeros([2, 3], dtype: float64);
        Tensor full = torch.full([4], 2.5f);
        Tensor counts = torch.arange(5);
        Tensor steps = torch.arange(0.0, 1.0, 0.25);

        Assert.Equal([2L, 3L], zeros.shape);
        Assert.Equal(ScalarType.Float64, zeros.dtype);
        Assert.Equal(new double[6], zeros.data<double>().ToArray());
        Assert.Equal([2.5f, 2.5f, 2.5f, 2.5f], TorchTests.Floats(full));
        Assert.Equal([0L, 1, 2, 3, 4], counts.data<long>().ToArray());
        Assert.Equal(ScalarType.Float32, steps.dtype);
        Assert.Equal([0f, 0.25f, 0.5f, 0.75f], TorchTests.Floats(steps));
    }

    [Fact]
    public void Full_of_a_whole_number_is_an_integer_tensor()
    {
        Assert.Equal(ScalarType.Int64, torch.full([1], 3).dtype);
    }

    [Fact]
    public void Tensor_copies_the_array_and_from_array_shares_it()
    {
        float[] values = [1, 2, 3, 4];
        Tensor copy = torch.tensor(values, [2, 2]);
        Tensor shared = torch.from_array(values);

        values[0] = 9;

        Assert.Equal(1f, copy.data<float>()[0, 0]);
        Assert.Equal(9f, shared.data<float>()[0]);
        shared.fill_(5);
        Assert.Equal([5f, 5f, 5f, 5f], values);
    }

    [Fact]
    public void From_array_keeps_the_rank_and_frombuffer_takes_a_part()
    {
        var grid = new float[2, 3] { { 1, 2, 3 }, { 4, 5, 6 } };
        Tensor square = torch.from_array(grid);
        Tensor part = torch.frombuffer(new float[] { 1, 2, 3, 4, 5 }, float32, 2, 1);

        Assert.Equal([2L, 3L], square.shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], TorchTests.Floats(square));
        Assert.Equal([2f, 3f], TorchTests.Floats(part));
    }

    [Fact]
    public void Too_few_values_for_the_shape_are_refused()
    {
        Assert.Throws<ArgumentException>(() => torch.tensor(new float[] { 1, 2, 3 }, [2, 2]));
        Assert.Throws<IndexOutOfRangeException>(() => torch.frombuffer(new float[] { 1, 2 }, float32, 3));
        Assert.Throws<ArgumentException>(() => torch.frombuffer(new float[] { 1, 2 }, float32, 1, 2));
    }

    [Fact]
    public void Bytes_become_floats_on_conversion()
    {
        Tensor pixels = torch.tensor(new byte[] { 0, 128, 255 });

        Assert.Equal(ScalarType.Byte, pixels.dtype);
        Assert.Equal([0f, 128, 255], TorchTests.Floats(pixels.to(float32)));
        Assert.Equal([0f, 0.5f, 1], TorchTests.Floats(pixels.to_type(float32).div(255).mul(2).floor().div(2)));
    }

    [Fact]
    public void The_bytes_of_a_tensor_can_be_read_and_written()
    {
        Tensor tensor = torch.zeros([2]);
        BitConverter.TryWriteBytes(tensor.bytes[4..], 1.5f);

        Assert.Equal([0f, 1.5f], TorchTests.Floats(tensor));
        Assert.Throws<InvalidOperationException>(() => torch.zeros([2, 3]).t().bytes.Length);
    }

    [Fact]
    public void Item_wants_one_element_of_the_right_type()
    {
        Assert.Equal(3f, torch.tensor(3f).item<float>());
        Assert.Equal(7L, torch.tensor(7L).item<long>());
        Assert.Equal(3.0, torch.tensor(3f).ToDouble());
        Assert.Throws<ArgumentException>(() => torch.zeros([2]).item<float>());
        Assert.Throws<ArgumentException>(() => torch.zeros([1]).item<double>());
    }

    [Fact]
    public void Type_conversion_that_changes_nothing_shares_memory_unless_a_copy_is_asked_for()
    {
        Tensor tensor = torch.zeros([2]);
        tensor.to(float32).fill_(1);
        tensor.to(float32, true).fill_(2);

        Assert.Equal([1f, 1f], TorchTests.Floats(tensor));
    }
}
