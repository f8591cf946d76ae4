using System.Text;

namespace MlNetDeep.Transforms.Tests;

public class ClassLabelsTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void AKeyWithoutValuesHasOnlyACount()
    {
        ClassLabels classes = ClassLabels.FromColumn(Column(new KeyDataViewType(typeof(uint), 4)));

        Assert.Equal((4, false), (classes.Count, classes.IsNamed));
        Assert.Equal(["0", "1", "2", "3"], classes.Texts);
    }

    [Fact]
    public void KeyValuesKeepTheirType()
    {
        ClassLabels classes = ClassLabels.FromColumn(Column(
            new KeyDataViewType(typeof(byte), 2), NumberDataViewType.Double, new VBuffer<double>(2, [0.1, -1e300])));

        Assert.Equal(NumberDataViewType.Double, classes.ItemType);
        Assert.Equal(["0.1", "-1E+300"], classes.Texts);
    }

    [Fact]
    public void SparseKeyValuesAreFilledUp()
    {
        ClassLabels classes = ClassLabels.FromColumn(Column(
            new KeyDataViewType(typeof(uint), 3), NumberDataViewType.Single, new VBuffer<float>(3, 1, [7f], [1])));

        Assert.Equal(["0", "7", "0"], classes.Texts);
    }

    [Fact]
    public void ALabelThatIsNotAKeyIsAnError()
    {
        ColumnException error = Assert.Throws<ColumnException>(() => ClassLabels.FromColumn(Column(NumberDataViewType.Single)));

        Assert.Contains("MapValueToKey", error.Message);
        Assert.Equal("Label", error.ColumnName);
    }

    [Fact]
    public void AKeyOfUnknownCountIsAnError() =>
        Assert.Throws<ColumnException>(() => ClassLabels.FromColumn(Column(new KeyDataViewType(typeof(ulong), ulong.MaxValue))));

    [Theory]
    [MemberData(nameof(Values))]
    public void EveryTypeSurvivesSavingExactly(object values, string itemType)
    {
        ClassLabels classes = ((Func<ClassLabels>)values)();
        Network network = Network.Input(4).Dense(classes.Count).Build();
        using var model = new ConvNetTransformer(_ml, network, new() { Classes = classes });
        using var stream = new MemoryStream();
        _ = _ml.DeepLearning;
        _ml.Model.Save(model, null, stream);
        stream.Position = 0;

        using var loaded = (ConvNetTransformer)_ml.Model.Load(stream, out _);

        Assert.Equal(itemType, loaded.Classes!.ItemType!.ToString());
        Assert.Equal(classes.Texts, loaded.Classes.Texts);
        Assert.Equal(KeyValues(model), KeyValues(loaded));
    }

    public static TheoryData<object, string> Values() => new()
    {
        { () => ClassLabels.FromText(["", "a \"quoted\" name", "ünïcödé 🦊"]), "String" },
        { () => ClassLabels.FromValues([0.1f, float.MaxValue, float.NegativeInfinity]), "Single" },
        { () => ClassLabels.FromValues([0.1, double.Epsilon]), "Double" },
        { () => ClassLabels.FromValues<sbyte>([sbyte.MinValue, 1]), "SByte" },
        { () => ClassLabels.FromValues<byte>([255, 1]), "Byte" },
        { () => ClassLabels.FromValues<short>([short.MinValue, 1]), "Int16" },
        { () => ClassLabels.FromValues<ushort>([ushort.MaxValue, 1]), "UInt16" },
        { () => ClassLabels.FromValues([int.MinValue, 1]), "Int32" },
        { () => ClassLabels.FromValues<uint>([uint.MaxValue, 1]), "UInt32" },
        { () => ClassLabels.FromValues([long.MinValue, 1]), "Int64" },
        { () => ClassLabels.FromValues<ulong>([ulong.MaxValue, 1]), "UInt64" },
        { () => ClassLabels.FromValues([true, false]), "Boolean" },
    };

    [Fact]
    public void AbsurdClassesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassLabels.Unnamed(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassLabels.Unnamed(ClassLabels.MaxCount + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassLabels.FromText([]));
        Assert.Throws<ArgumentException>(() => ClassLabels.FromValues([new StringBuilder()]));
    }

    private string KeyValues(ConvNetTransformer model)
    {
        DataViewSchema.Column column = model.GetOutputSchema(_ml.Data.LoadFromEnumerable(Rows.Examples(1)).Schema)["PredictedLabel"];
        DataViewSchema.Column values = column.Annotations.Schema["KeyValues"];
        return ((VectorDataViewType)values.Type).ItemType.RawType.Name switch
        {
            "Single" => Read<float>(),
            "Double" => Read<double>(),
            "SByte" => Read<sbyte>(),
            "Byte" => Read<byte>(),
            "Int16" => Read<short>(),
            "UInt16" => Read<ushort>(),
            "Int32" => Read<int>(),
            "UInt32" => Read<uint>(),
            "Int64" => Read<long>(),
            "UInt64" => Read<ulong>(),
            "Boolean" => Read<bool>(),
            _ => Read<ReadOnlyMemory<char>>(),
        };

        string Read<T>()
        {
            VBuffer<T> buffer = default;
            column.Annotations.GetValue("KeyValues", ref buffer);
            return string.Join("|", buffer.DenseValues());
        }
    }

    private static DataViewSchema.Column Column(DataViewType type, DataViewSchema.Annotations? annotations = null)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", type, annotations);
        return builder.ToSchema()[0];
    }

    private static DataViewSchema.Column Column<T>(KeyDataViewType type, PrimitiveDataViewType itemType, VBuffer<T> values)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("KeyValues", new VectorDataViewType(itemType, values.Length), (ref VBuffer<T> value) => values.CopyTo(ref value));
        return Column(type, builder.ToAnnotations());
    }
}
