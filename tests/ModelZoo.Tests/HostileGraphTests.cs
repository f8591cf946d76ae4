using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Graphs that are well-formed files, and would harm whoever runs them.</summary>
public sealed class HostileGraphTests
{
    [Theory]
    [InlineData("Relu", "", "y", "has 0 inputs; expected 1")]
    [InlineData("Relu", "input input", "y", "has 2 inputs; expected 1")]
    [InlineData("Relu", "-", "y", "leaves out its input 0")]
    [InlineData("Conv", "input", "y", "has 1 inputs; expected 2 to 3")]
    [InlineData("Relu", "input", "y z", "has 2 outputs; expected 1")]
    [InlineData("Concat", "", "y", "has 0 inputs; expected at least 1")]
    public void Inputs_and_outputs_are_counted(string type, string inputs, string outputs, string expected)
    {
        var maker = new GraphMaker(13, null, 3, 8, 8).Node(type, inputs, outputs).Output("y");
        Assert.Contains(expected, Assert.Throws<NetworkFormatException>(maker.Build).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, object> Attributes => new()
    {
        { "RandomNormalLike", "scale", 0f },
        { "RandomNormalLike", "scale", float.NaN },
        { "RandomUniformLike", "high", -1f },
        { "MaxPool", "strides", new[] { 0L, 1L } },
        { "MaxPool", "kernel_shape", new[] { 0L, 1L } },
        { "SpaceToDepth", "blocksize", 0 },
        { "LRN", "size", 0 },
    };

    [Theory]
    [MemberData(nameof(Attributes))]
    public void Attributes_that_native_code_trusts_are_checked(string type, string attribute, object value)
    {
        var maker = new GraphMaker(13, null, 3, 8, 8).Node(type, "input", "y", (attribute, value)).Output("y");
        var error = Assert.Throws<NetworkFormatException>(maker.Build);
        Assert.Contains($"'{attribute}' of node '{type}:y'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Doubling_is_stopped_where_it_becomes_too_much()
    {
        var maker = new GraphMaker(13, null, 8).Node("Relu", "input", "z0");
        for (var i = 0; i < 60; i++)
        {
            maker.Node("Concat", $"z{i} z{i}", $"z{i + 1}", ("axis", 1));
        }

        var error = Refuse(maker.Output("z60"));
        Assert.Contains("'Concat:z28'", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void A_value_that_nobody_reads_any_more_does_not_count()
    {
        // 2^28 values each, 2^34 all together, and never more than two at once.
        var maker = new GraphMaker(13, null, 1L << 28).Node("Relu", "input", "z0");
        for (var i = 0; i < 64; i++)
        {
            maker.Node("Relu", $"z{i}", $"z{i + 1}");
        }

        GraphCost.Check(maker.Output("z64").Build());
        for (var i = 0; i < 8; i++)
        {
            maker.Output($"z{i}");
        }

        Assert.Contains("a single row", Refuse(maker), StringComparison.Ordinal);
    }

    public static TheoryData<string> Bombs => ["pads", "pad", "expand", "expand behind an unknown operator", "constant of shape", "resize", "tile of dimensions", "overflow"];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Sizes_are_known_before_anything_is_allocated(string bomb)
    {
        var maker = new GraphMaker(13, null, 3, 8, 8);
        _ = bomb switch
        {
            "pads" => maker.Weight("w", 8, 3, 3, 3).Node("Conv", "input w", "y", ("pads", new[] { 1L << 20, 1L << 20, 1L << 20, 1L << 20 })),
            "pad" => maker.Longs("p", 0, 0, 0, 0, 0, 0, 1 << 20, 1 << 20).Node("Pad", "input p", "y"),
            "expand" => maker.Longs("s", 1 << 24, 3, 3, 8, 8).Node("Unsqueeze", "input a", "u").Longs("a", 0).Node("Expand", "u s", "y"),
            "expand behind an unknown operator" => maker.Longs("s", 1 << 20, 1 << 20, 1 << 20).Node("Mystery", "input", "u").Node("Expand", "u s", "y"),
            "constant of shape" => maker.Longs("s", 1 << 20, 1 << 20).Node("ConstantOfShape", "s", "c").Node("Add", "c input", "y"),
            "resize" => maker.Floats("s", [1, 1, 1 << 14, 1 << 14], 4).Node("Resize", "input - s", "y"),
            "tile of dimensions" => maker.Longs("k", 1 << 30).Node("Shape", "input", "d").Node("Mul", "d k", "s").Node("ConstantOfShape", "s", "y"),
            _ => maker.Longs("s", 1L << 40, 1L << 40).Node("ConstantOfShape", "s", "y"),
        };
        Refuse(maker.Output("y"));
    }

    [Fact]
    public void A_division_of_integers_by_zero_is_refused_where_it_can_be_seen()
    {
        var maker = new GraphMaker(13, null, 3, 8, 8).Longs("z", 0).Node("Shape", "input", "s").Node("Div", "s z", "y").Output("y");
        Assert.Contains("divides by zero", Refuse(maker), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_known_is_let_through() => GraphCost.Check(
        new GraphMaker(13, null, 3, null, null).Node("Mystery", "input", "u").Node("Relu", "u", "y").Output("y").Build());

    [Fact]
    public void Open_sizes_count_when_they_are_given()
    {
        var network = new GraphMaker(13, null, 3, null, null).Floats("s", [1, 1, 16, 16], 4).Node("Resize", "input - s", "y").Output("y").Build();
        GraphCost.Check(network);
        GraphCost.Check(network, [3, 64, 64]);
        Assert.Throws<NetworkFormatException>(() => GraphCost.Check(network, [3, 4096, 4096]));
    }

    [Theory]
    [InlineData("[ErrorCode:Fail] Non-zero status code. /src/onnxruntime/core/x.cc:376 void* onnxruntime::Arena::Alloc(size_t, bool) Failed to allocate.", "Non-zero status code. Failed to allocate.")]
    [InlineData("The size must match\nException raised from infer at /pytorch/x.cpp:1 (most recent call first):\nframe #0: c10", "The size must match.")]
    [InlineData("plain", "plain.")]
    public void Native_messages_become_a_sentence(string native, string expected) =>
        Assert.Equal(expected, NativeMessage.Of(new InvalidOperationException(native)));

    private static string Refuse(GraphMaker maker)
    {
        var network = maker.Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<NetworkFormatException>(() => GraphCost.Check(network));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
        return error.Message;
    }
}
