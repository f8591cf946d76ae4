using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class VBufferTests
{
    private static readonly VBuffer<float> _dense = new(3, [1f, 0f, 3f]);
    private static readonly VBuffer<float> _sparse = new(5, 2, [10f, 40f], [1, 4]);

    [Fact]
    public void TheDefaultIsDenseAndEmpty()
    {
        VBuffer<int> buffer = default;
        Assert.Equal(0, buffer.Length);
        Assert.True(buffer.IsDense);
        Assert.True(buffer.GetValues().IsEmpty);
        Assert.True(buffer.GetIndices().IsEmpty);
        Assert.Empty(buffer.Items(all: true));
    }

    [Fact]
    public void ADenseBufferHasValuesAndNoIndices()
    {
        Assert.True(_dense.IsDense);
        Assert.Equal(3, _dense.Length);
        Assert.Equal([1f, 0f, 3f], _dense.GetValues().ToArray());
        Assert.True(_dense.GetIndices().IsEmpty);
        Assert.Equal([1f, 0f, 3f], _dense.DenseValues());
    }

    [Fact]
    public void ASparseBufferHasOnlyItsExplicitValues()
    {
        Assert.False(_sparse.IsDense);
        Assert.Equal(5, _sparse.Length);
        Assert.Equal([10f, 40f], _sparse.GetValues().ToArray());
        Assert.Equal([1, 4], _sparse.GetIndices().ToArray());
        Assert.Equal([0f, 10f, 0f, 0f, 40f], _sparse.DenseValues());
    }

    [Fact]
    public void ItemsGivesExplicitOrAllPairs()
    {
        Assert.Equal([1, 4], _sparse.Items().Select(item => item.Key));
        Assert.Equal([10f, 40f], _sparse.Items().Select(item => item.Value));
        Assert.Equal([0, 1, 2, 3, 4], _sparse.Items(all: true).Select(item => item.Key));
        Assert.Equal([0f, 10f, 0f, 0f, 40f], _sparse.Items(all: true).Select(item => item.Value));

        // A dense buffer's zeros are explicit.
        Assert.Equal([1f, 0f, 3f], _dense.Items().Select(item => item.Value));
    }

    [Theory]
    [InlineData(0, 0f)]
    [InlineData(1, 10f)]
    [InlineData(3, 0f)]
    [InlineData(4, 40f)]
    public void AnItemIsItsValueOrTheDefault(int index, float expected)
    {
        Assert.Equal(expected, _sparse.GetItemOrDefault(index));
        float value = -1;
        _sparse.GetItemOrDefault(index, ref value);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void AnItemOutsideTheVectorIsAnError(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _sparse.GetItemOrDefault(index));

    [Fact]
    public void CopyToASpanFillsTheGaps()
    {
        float[] target = [9, 9, 9, 9, 9, 9, 9];
        _sparse.CopyTo(target, 1, -1f);
        Assert.Equal([9f, -1f, 10f, -1f, -1f, 40f, 9f], target);

        _sparse.CopyTo(target);
        Assert.Equal([0f, 10f, 0f, 0f, 40f, 40f, 9f], target);
    }

    [Fact]
    public void CopyToATooShortSpanIsAnError() =>
        Assert.ThrowsAny<ArgumentException>(() => _sparse.CopyTo(new float[4]));

    [Fact]
    public void CopyToABufferKeepsItSparseAndReusesItsArrays()
    {
        var target = new VBuffer<float>(5, [1f, 2f, 3f, 4f, 5f]);
        _sparse.CopyTo(ref target);
        Assert.False(target.IsDense);
        Assert.Equal(_sparse.DenseValues(), target.DenseValues());
        Assert.Equal([1, 4], target.GetIndices().ToArray());
    }

    [Fact]
    public void CopyOfARangeShiftsTheIndices()
    {
        VBuffer<float> target = default;
        _sparse.CopyTo(ref target, 1, 3);
        Assert.Equal(3, target.Length);
        Assert.Equal([10f, 0f, 0f], target.DenseValues());
    }

    [Fact]
    public void CopyToDenseMakesADenseBuffer()
    {
        VBuffer<float> target = default;
        _sparse.CopyToDense(ref target);
        Assert.True(target.IsDense);
        Assert.Equal([0f, 10f, 0f, 0f, 40f], target.GetValues().ToArray());
    }

    [Fact]
    public void CopyFromAnArrayTakesARange()
    {
        VBuffer<float> target = default;
        VBuffer<float>.Copy([1f, 2f, 3f, 4f], 1, ref target, 2);
        Assert.True(target.IsDense);
        Assert.Equal([2f, 3f], target.DenseValues());
    }

    [Fact]
    public void ABufferDoesNotCopyTheArraysItIsMadeOf()
    {
        float[] values = [1f, 2f];
        var buffer = new VBuffer<float>(2, values);
        values[0] = 7;
        Assert.Equal(7f, buffer.GetItemOrDefault(0));
    }

    [Fact]
    public void AsManyValuesAsTheLengthAreDenseEvenWithIndices()
    {
        var buffer = new VBuffer<int>(2, 2, [5, 6], [0, 1]);
        Assert.True(buffer.IsDense);
        Assert.True(buffer.GetIndices().IsEmpty);
    }

    [Fact]
    public void WrongCountsAreErrors()
    {
        Assert.ThrowsAny<ArgumentException>(() => new VBuffer<float>(-1, []));
        Assert.ThrowsAny<ArgumentException>(() => new VBuffer<float>(3, [1f, 2f]));
        Assert.ThrowsAny<ArgumentException>(() => new VBuffer<float>(2, 3, [1f, 2f, 3f], [0, 1, 2]));
        Assert.ThrowsAny<ArgumentException>(() => new VBuffer<float>(5, 2, [1f, 2f], [0]));
    }
}
