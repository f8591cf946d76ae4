using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>Objects to rows and back.</summary>
public sealed class EnumerableTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void MembersBecomeColumnsOfTheirTypes()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Array.Empty<Everything>()).Schema;
        Assert.Equal(NumberDataViewType.Byte, schema[nameof(Everything.Byte)].Type);
        Assert.Equal(NumberDataViewType.SByte, schema[nameof(Everything.SByte)].Type);
        Assert.Equal(NumberDataViewType.Int16, schema[nameof(Everything.Short)].Type);
        Assert.Equal(NumberDataViewType.UInt16, schema[nameof(Everything.UShort)].Type);
        Assert.Equal(NumberDataViewType.Int32, schema[nameof(Everything.Int)].Type);
        Assert.Equal(NumberDataViewType.UInt32, schema[nameof(Everything.UInt)].Type);
        Assert.Equal(NumberDataViewType.Int64, schema[nameof(Everything.Long)].Type);
        Assert.Equal(NumberDataViewType.UInt64, schema[nameof(Everything.ULong)].Type);
        Assert.Equal(NumberDataViewType.Single, schema[nameof(Everything.Single)].Type);
        Assert.Equal(NumberDataViewType.Double, schema[nameof(Everything.Double)].Type);
        Assert.Equal(BooleanDataViewType.Instance, schema[nameof(Everything.Bool)].Type);
        Assert.Equal(TextDataViewType.Instance, schema[nameof(Everything.String)].Type);
        Assert.Equal(TextDataViewType.Instance, schema[nameof(Everything.Memory)].Type);
        Assert.Equal(DateTimeDataViewType.Instance, schema[nameof(Everything.Date)].Type);
        Assert.Equal(TimeSpanDataViewType.Instance, schema[nameof(Everything.Span)].Type);
        Assert.Equal(NumberDataViewType.Single, schema[nameof(Everything.Field)].Type);
    }

    [Fact]
    public void EveryTypeComesBackAsItWent()
    {
        var row = new Everything
        {
            Byte = 250,
            SByte = -5,
            Short = -300,
            UShort = 60000,
            Int = -70000,
            UInt = 4000000000,
            Long = long.MinValue,
            ULong = ulong.MaxValue,
            Single = 1.5f,
            Double = Math.PI,
            Bool = true,
            String = "hé",
            Memory = "mem".AsMemory(),
            Date = new DateTime(2020, 2, 3),
            Span = TimeSpan.FromSeconds(5),
            Field = 9,
        };
        Everything back = Assert.Single(_ml.Data.CreateEnumerable<Everything>(_ml.Data.LoadFromEnumerable([row]), reuseRowObject: false));
        Assert.Equal(row.Byte, back.Byte);
        Assert.Equal(row.SByte, back.SByte);
        Assert.Equal(row.Short, back.Short);
        Assert.Equal(row.UShort, back.UShort);
        Assert.Equal(row.Int, back.Int);
        Assert.Equal(row.UInt, back.UInt);
        Assert.Equal(row.Long, back.Long);
        Assert.Equal(row.ULong, back.ULong);
        Assert.Equal(row.Single, back.Single);
        Assert.Equal(row.Double, back.Double);
        Assert.Equal(row.Bool, back.Bool);
        Assert.Equal(row.String, back.String);
        Assert.Equal(row.Memory.ToString(), back.Memory.ToString());
        Assert.Equal(row.Date, back.Date);
        Assert.Equal(row.Span, back.Span);
        Assert.Equal(row.Field, back.Field);
    }

    [Fact]
    public void AttributesSetNameSizeAndDimensions()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Vectors { Fixed = [1, 2, 3], Image = new byte[24], Free = [1, 2] }]);
        Assert.Equal(["Renamed", "Image", "Free"], view.Schema.Select(column => column.Name));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), view.Schema["Renamed"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Byte, 2, 3, 4), view.Schema["Image"].Type);
        Assert.False(((VectorDataViewType)view.Schema["Free"].Type).IsKnownSize);
    }

    [Fact]
    public void VectorsComeBackAsTheyWent()
    {
        Vectors[] rows =
        [
            new() { Fixed = [1, 2, 3], Image = [.. Enumerable.Range(0, 24).Select(i => (byte)i)], Free = [1] },
            new() { Fixed = [4, 5, 6], Image = new byte[24], Free = [1, 2, 3] },
        ];
        Vectors[] back = [.. _ml.Data.CreateEnumerable<Vectors>(_ml.Data.LoadFromEnumerable(rows), reuseRowObject: false)];
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(rows[i].Fixed, back[i].Fixed);
            Assert.Equal(rows[i].Image, back[i].Image);
            Assert.Equal(rows[i].Free, back[i].Free);
        }
    }

    [Fact]
    public void AVectorOfAnotherLengthThanItsTypeComesAsItIs()
    {
        // Whoever reads a view has to check: nothing else does.
        IDataView view = _ml.Data.LoadFromEnumerable([new Vectors { Fixed = [1, 2], Image = new byte[24], Free = [] }]);
        Assert.Equal(2, view.Read<VBuffer<float>>("Renamed")[0].Length);
    }

    [Fact]
    public void ASchemaDefinitionChangesTypesAndAddsAnnotations()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Vectors));
        definition["Free"].ColumnType = new VectorDataViewType(NumberDataViewType.Int32, 2);
        definition["Free"].ColumnName = "Pair";
        definition["Renamed"].AddAnnotation(
            "SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(3, ["a".AsMemory(), "b".AsMemory(), "c".AsMemory()]),
            new VectorDataViewType(TextDataViewType.Instance, 3));
        IDataView view = _ml.Data.LoadFromEnumerable([new Vectors { Fixed = [1, 2, 3], Image = new byte[24], Free = [7, 8] }], definition);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Int32, 2), view.Schema["Pair"].Type);
        Assert.Equal([7, 8], view.Read<VBuffer<int>>("Pair")[0].DenseValues());
        Assert.Equal(["a", "b", "c"], view.Schema["Renamed"].TextAnnotation("SlotNames"));
    }

    [Fact]
    public void AKeyMemberCountsFromZeroAndItsColumnFromOne()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Keyed { Key = 0 }, new Keyed { Key = 4 }, new Keyed { Key = 5 }]);
        Assert.Equal(new KeyDataViewType(typeof(uint), 5), view.Schema["Key"].Type);
        Assert.Equal([1u, 5u, 0u], view.Read<uint>("Key"));
    }

    [Fact]
    public void RowObjectsAreReusedOnlyWhenAsked()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Sample.Make(5));
        Assert.Single(_ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: true).Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(5, _ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: false).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void AMissingColumnIsAnErrorUnlessIgnored()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Keyed { Key = 1 }]);
        Assert.ThrowsAny<Exception>(() => _ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: false).ToArray());
        Sample row = Assert.Single(_ml.Data.CreateEnumerable<Sample>(view, reuseRowObject: false, ignoreMissingColumns: true));
        Assert.Equal(0, row.Id);
    }

    [Fact]
    public void ColumnsThatTheRowTypeLacksAreNotRead()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Sample.Make(3));
        Assert.Equal([0, 1, 2], _ml.Data.CreateEnumerable<OnlyId>(view, reuseRowObject: false).Select(row => row.Id));
    }

    [Fact]
    public void AMemberOfAnotherTypeThanItsColumnIsAnError()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Sample.Make(3));
        Assert.ThrowsAny<Exception>(() => _ml.Data.CreateEnumerable<WrongId>(view, reuseRowObject: false).ToArray());
    }

    [Fact]
    public void NothingIsEnumeratedBeforeARowIsAskedFor()
    {
        var source = new CountedRows<Sample>(Sample.Make(3));
        IDataView view = _ml.Data.LoadFromEnumerable(source);
        Assert.Equal(0, source.Enumerations);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        Assert.Equal(0, source.RowsGiven);
        Assert.True(cursor.MoveNext());
        Assert.Equal(1, source.RowsGiven);
    }

    [Fact]
    public void EveryPassEnumeratesAgain()
    {
        var source = new CountedRows<Sample>(Sample.Make(3));
        IDataView view = _ml.Data.LoadFromEnumerable(source);
        view.Read<int>("Id");
        view.Read<int>("Id");
        Assert.Equal(2, source.Enumerations);
        Assert.Equal(6, source.RowsGiven);
    }

    [Fact]
    public void ALazyEnumerableHasNoRowCountAndAListHasOne()
    {
        Assert.Null(_ml.Data.LoadFromEnumerable(Sample.Make(3).Where(row => row.Flag)).GetRowCount());
        Assert.Equal(3, _ml.Data.LoadFromEnumerable(Sample.Make(3).ToList()).GetRowCount());
    }

    [Fact]
    public void NullTextIsEmptyText() =>
        Assert.Equal([""], _ml.Data.LoadFromEnumerable([new Sample { Name = null!, Pixels = new float[4] }]).ReadText("Name"));

    [Fact]
    public void NullDataIsAnError() =>
        Assert.Throws<ArgumentNullException>(() => _ml.Data.LoadFromEnumerable<Sample>(null!));

    private sealed class Everything
    {
        public float Field;

        public byte Byte { get; set; }

        public sbyte SByte { get; set; }

        public short Short { get; set; }

        public ushort UShort { get; set; }

        public int Int { get; set; }

        public uint UInt { get; set; }

        public long Long { get; set; }

        public ulong ULong { get; set; }

        public float Single { get; set; }

        public double Double { get; set; }

        public bool Bool { get; set; }

        public string String { get; set; } = "";

        public ReadOnlyMemory<char> Memory { get; set; }

        public DateTime Date { get; set; }

        public TimeSpan Span { get; set; }
    }

    private sealed class Vectors
    {
        [ColumnName("Renamed")]
        [VectorType(3)]
        public float[] Fixed { get; set; } = [];

        [VectorType(2, 3, 4)]
        public byte[] Image { get; set; } = [];

        public int[] Free { get; set; } = [];

        [NoColumn]
        public object? Ignored { get; set; }
    }

    private sealed class Keyed
    {
        [KeyType(5)]
        public uint Key { get; set; }
    }

    private sealed class OnlyId
    {
        public int Id { get; set; }
    }

    private sealed class WrongId
    {
        public double Id { get; set; }
    }
}
