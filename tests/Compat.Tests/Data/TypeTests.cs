using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class TypeTests
{
    [Fact]
    public void VectorTypesAreEqualWhenItemsAndDimensionsAre()
    {
        var flat = new VectorDataViewType(NumberDataViewType.Single, 6);
        Assert.Equal(flat, new VectorDataViewType(NumberDataViewType.Single, 6));
        Assert.NotEqual(flat, new VectorDataViewType(NumberDataViewType.Single, 7));
        Assert.NotEqual(flat, new VectorDataViewType(NumberDataViewType.Double, 6));
        Assert.NotEqual(flat, new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
    }

    [Fact]
    public void TheSizeIsTheProductOfTheDimensions()
    {
        var type = new VectorDataViewType(NumberDataViewType.Byte, 3, 4, 5);
        Assert.Equal(60, type.Size);
        Assert.True(type.IsKnownSize);
        Assert.Equal([3, 4, 5], type.Dimensions.ToArray());
        Assert.Equal(typeof(VBuffer<byte>), type.RawType);
    }

    [Fact]
    public void AVectorOfUnknownSizeHasSizeZero()
    {
        var type = new VectorDataViewType(TextDataViewType.Instance);
        Assert.Equal(0, type.Size);
        Assert.False(type.IsKnownSize);
        Assert.False(new VectorDataViewType(NumberDataViewType.Single, 3, 0).IsKnownSize);
    }

    [Fact]
    public void NegativeDimensionsAreErrors() =>
        Assert.ThrowsAny<ArgumentException>(() => new VectorDataViewType(NumberDataViewType.Single, -1));

    [Fact]
    public void KeyTypesAreEqualWhenRawTypeAndCountAre()
    {
        var key = new KeyDataViewType(typeof(uint), 10);
        Assert.Equal(10ul, key.Count);
        Assert.Equal(typeof(uint), key.RawType);
        Assert.Equal(key, new KeyDataViewType(typeof(uint), 10ul));
        Assert.NotEqual(key, new KeyDataViewType(typeof(uint), 11));
        Assert.NotEqual(key, new KeyDataViewType(typeof(ushort), 10));
    }

    [Theory]
    [InlineData(typeof(byte), true)]
    [InlineData(typeof(ushort), true)]
    [InlineData(typeof(uint), true)]
    [InlineData(typeof(ulong), true)]
    [InlineData(typeof(int), false)]
    [InlineData(typeof(float), false)]
    public void KeysAreUnsignedIntegers(Type type, bool valid)
    {
        Assert.Equal(valid, KeyDataViewType.IsValidDataType(type));
        if (!valid)
        {
            Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(type, 5));
        }
    }

    [Fact]
    public void KeysNeedAPositiveCountThatTheirRawTypeHolds()
    {
        Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.Equal(255ul, new KeyDataViewType(typeof(byte), 255).Count);
    }

    [Fact]
    public void TypesSayWhatTheyAre()
    {
        Assert.Equal("Single", NumberDataViewType.Single.ToString());
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Boolean", BooleanDataViewType.Instance.ToString());
        Assert.Equal("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
        Assert.Equal("Vector<Single, 2, 3>", new VectorDataViewType(NumberDataViewType.Single, 2, 3).ToString());
    }

    [Fact]
    public void RowIdsAreOrderedAndDerived()
    {
        var id = new DataViewRowId(5, 1);
        Assert.Equal(new DataViewRowId(5, 1), id);
        Assert.True(id.CompareTo(new DataViewRowId(4, 2)) < 0);
        Assert.True(id.CompareTo(new DataViewRowId(4, 1)) > 0);
        Assert.NotEqual(id, id.Fork());
        Assert.NotEqual(id.Next(), id.Fork());
        Assert.NotEqual(id.Combine(new DataViewRowId(1, 0)), id.Combine(new DataViewRowId(2, 0)));
    }
}
