using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class KeyMappingTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void KeysCountFromOneInTheOrderOfAppearance()
    {
        IDataView mapped = Map(["b", "a", "b", "c"]);
        Assert.Equal([1u, 2u, 1u, 3u], mapped.Read<uint>("Key"));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), mapped.Schema["Key"].Type);
        Assert.Equal(["b", "a", "c"], mapped.Schema["Key"].TextAnnotation("KeyValues"));
    }

    [Fact]
    public void KeysCanBeSortedByValue()
    {
        IDataView mapped = Map(["b", "a", "b", "c"], ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        Assert.Equal([2u, 1u, 2u, 3u], mapped.Read<uint>("Key"));
        Assert.Equal(["a", "b", "c"], mapped.Schema["Key"].TextAnnotation("KeyValues"));
    }

    [Fact]
    public void AValueNeverSeenInFittingIsMissing()
    {
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Fit(Names(["a", "b"]));
        Assert.Equal([0u, 2u], model.Transform(Names(["z", "b"])).Read<uint>("Key"));
    }

    [Fact]
    public void MissingKeysMapBackToEmptyText()
    {
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key"))
            .Fit(Names(["a", "b"]));
        Assert.Equal(["", "b", "a"], model.Transform(Names(["z", "b", "a"])).ReadText("Value"));
    }

    [Fact]
    public void NumbersKeepTheirTypeInTheKeyValues()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Sample.Make(4));
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Key", "Number")
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key"))
            .Fit(rows);
        IDataView mapped = model.Transform(rows);
        var type = (VectorDataViewType)mapped.Schema["Key"].Annotations.Schema["KeyValues"].Type;
        Assert.Equal(NumberDataViewType.Single, type.ItemType);
        Assert.Equal([0f, 0.5f, 1f, 1.5f], mapped.Read<float>("Value"));
    }

    [Fact]
    public void NumbersCanBeAnnotatedAsText()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Sample.Make(3));
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Number", addKeyValueAnnotationsAsText: true).Fit(rows).Transform(rows);
        Assert.Equal(["0", "0.5", "1"], mapped.Schema["Key"].TextAnnotation("KeyValues"));
    }

    [Fact]
    public void MissingNumbersHaveNoKey()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable([new Sample { Number = float.NaN, Pixels = new float[4] }, new Sample { Number = 2, Pixels = new float[4] }]);
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Number").Fit(rows).Transform(rows);
        Assert.Equal([0u, 1u], mapped.Read<uint>("Key"));
        Assert.Equal(1ul, ((KeyDataViewType)mapped.Schema["Key"].Type).Count);
    }

    [Fact]
    public void TheNumberOfKeysCanBeLimited()
    {
        IDataView rows = Names(["a", "b", "c"]);
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Name", maximumNumberOfKeys: 2).Fit(rows).Transform(rows);
        Assert.Equal([1u, 2u, 0u], mapped.Read<uint>("Key"));
    }

    [Fact]
    public void TheOutputReplacesAColumnOfItsName()
    {
        IDataView rows = Names(["a", "b"]);
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Name").Fit(rows).Transform(rows);
        Assert.IsType<KeyDataViewType>(mapped.Schema["Name"].Type);
        Assert.Equal([1u, 2u], mapped.Read<uint>("Name"));
    }

    [Fact]
    public void SeveralColumnsAreMappedAtOnce()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Sample.Make(4));
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey(
            [new InputOutputColumnPair("NameKey", "Name"), new InputOutputColumnPair("IdKey", "Id")]).Fit(rows).Transform(rows);
        Assert.Equal([1u, 2u, 3u, 1u], mapped.Read<uint>("NameKey"));
        Assert.Equal([1u, 2u, 3u, 4u], mapped.Read<uint>("IdKey"));
    }

    [Fact]
    public void AMissingInputIsAnError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Nowhere").Fit(Names(["a"])));

    [Fact]
    public void OnlyKeysMapBack() =>
        Assert.ThrowsAny<Exception>(() => _ml.Transforms.Conversion.MapKeyToValue("Value", "Name").Fit(Names(["a"])));

    [Fact]
    public void TheSchemaShapeSaysThatTheColumnIsAKey()
    {
        var probe = new ShapeProbe(_ml.Transforms.CopyColumns("Copy", "Key"));
        _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(probe).Fit(Names(["a"]));
        SchemaShape.Column key = Assert.Single(probe.Seen!, column => column.Name == "Key");
        Assert.True(key.IsKey);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, key.Kind);
        Assert.Contains(key.Annotations, annotation => annotation.Name == "KeyValues");
    }

    private IDataView Map(string[] names, ValueToKeyMappingEstimator.KeyOrdinality order = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence)
    {
        IDataView rows = Names(names);
        return _ml.Transforms.Conversion.MapValueToKey("Key", "Name", keyOrdinality: order).Fit(rows).Transform(rows);
    }

    private IDataView Names(string[] names) => _ml.Data.LoadFromEnumerable(names.Select(name => new Sample { Name = name, Pixels = new float[4] }).ToArray());
}
