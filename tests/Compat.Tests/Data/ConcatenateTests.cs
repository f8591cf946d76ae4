using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class ConcatenateTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void ScalarsAndVectorsJoinInOrder()
    {
        IDataView joined = Join("Number", "Pixels", "Other");
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 6), joined.Schema["All"].Type);
        VBuffer<float>[] rows = joined.Read<VBuffer<float>>("All");
        Assert.Equal([0f, 0f, 1f, 2f, 3f, 100f], rows[0].DenseValues());
        Assert.Equal([0.5f, 1f, 2f, 3f, 4f, 101f], rows[1].DenseValues());
    }

    [Fact]
    public void TheNamesOfScalarColumnsAreSlotNames()
    {
        IDataView joined = Join("Number", "Other");
        Assert.Equal(["Number", "Other"], joined.Schema["All"].TextAnnotation("SlotNames"));
    }

    [Fact]
    public void VectorsWithSlotNamesKeepThemBehindTheirColumnsName()
    {
        IDataView rows = Rows();
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition["Pixels"].AddAnnotation(
            "SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(4, ["a".AsMemory(), "b".AsMemory(), "c".AsMemory(), "d".AsMemory()]),
            new VectorDataViewType(TextDataViewType.Instance, 4));
        rows = _ml.Data.LoadFromEnumerable(Row.Make(2), definition);
        IDataView joined = _ml.Transforms.Concatenate("All", "Number", "Pixels").Fit(rows).Transform(rows);
        Assert.Equal(["Number", "Pixels.a", "Pixels.b", "Pixels.c", "Pixels.d"], joined.Schema["All"].TextAnnotation("SlotNames"));
    }

    [Fact]
    public void AMatrixLosesItsShape()
    {
        IDataView joined = Join("Pixels", "Pixels");
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 8), joined.Schema["All"].Type);
        Assert.Equal([0f, 1f, 2f, 3f, 0f, 1f, 2f, 3f], joined.Read<VBuffer<float>>("All")[0].DenseValues());
    }

    [Fact]
    public void TextJoinsToo()
    {
        IDataView joined = Join("Name", "Name");
        Assert.Equal(["n0", "n0"], joined.Read<VBuffer<ReadOnlyMemory<char>>>("All")[0].DenseValues().Select(text => text.ToString()));
    }

    [Fact]
    public void DifferentItemTypesAreAnError() =>
        Assert.ThrowsAny<Exception>(() => Join("Number", "Name"));

    [Fact]
    public void AMissingColumnIsAnError() =>
        Assert.ThrowsAny<ArgumentException>(() => Join("Number", "Nowhere"));

    private IDataView Join(params string[] columns)
    {
        IDataView rows = Rows();
        return _ml.Transforms.Concatenate("All", columns).Fit(rows).Transform(rows);
    }

    private IDataView Rows() => _ml.Data.LoadFromEnumerable(Row.Make(2));

    private sealed class Row
    {
        public float Number { get; set; }

        public float Other { get; set; }

        public string Name { get; set; } = "";

        [VectorType(2, 2)]
        public float[] Pixels { get; set; } = [];

        public static Row[] Make(int count) => [.. Enumerable.Range(0, count).Select(i => new Row
        {
            Number = i / 2f,
            Other = 100 + i,
            Name = "n" + i,
            Pixels = [i, i + 1, i + 2, i + 3],
        })];
    }
}
