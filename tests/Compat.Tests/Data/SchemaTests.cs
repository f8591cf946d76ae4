using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class SchemaTests
{
    [Fact]
    public void ColumnsComeInTheOrderOfTheirAdding()
    {
        DataViewSchema schema = Make(("A", NumberDataViewType.Single), ("B", TextDataViewType.Instance));
        Assert.Equal(2, schema.Count);
        Assert.Equal(["A", "B"], schema.Select(column => column.Name));
        Assert.Equal([0, 1], schema.Select(column => column.Index));
        Assert.Equal(TextDataViewType.Instance, schema["B"].Type);
        Assert.Equal("A", schema[0].Name);
    }

    [Fact]
    public void ALaterColumnHidesAnEarlierOneOfItsName()
    {
        DataViewSchema schema = Make(("A", NumberDataViewType.Single), ("A", NumberDataViewType.Int32));
        Assert.True(schema[0].IsHidden);
        Assert.False(schema[1].IsHidden);
        Assert.Equal(1, schema["A"].Index);
        Assert.Equal(NumberDataViewType.Int32, schema.GetColumnOrNull("A")!.Value.Type);
    }

    [Fact]
    public void AnUnknownNameIsNullOrAnError()
    {
        DataViewSchema schema = Make(("A", NumberDataViewType.Single));
        Assert.Null(schema.GetColumnOrNull("a"));
        Assert.Throws<ArgumentOutOfRangeException>(() => schema["a"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[1]);
    }

    [Fact]
    public void AColumnWithoutAnnotationsHasAnEmptySetOfThem()
    {
        DataViewSchema schema = Make(("A", NumberDataViewType.Single));
        Assert.Empty(schema["A"].Annotations.Schema);
        Assert.Throws<InvalidOperationException>(() =>
        {
            float value = 0;
            schema["A"].Annotations.GetValue("None", ref value);
        });
    }

    [Fact]
    public void AnnotationsComeBackAsTheyWereAdded()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Answer", NumberDataViewType.Int32, 42);
        annotations.Add("Names", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> names) =>
            names = new VBuffer<ReadOnlyMemory<char>>(2, ["x".AsMemory(), "y".AsMemory()]));

        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single, annotations.ToAnnotations());
        DataViewSchema.Column column = builder.ToSchema()["A"];

        Assert.Equal(["Answer", "Names"], column.Annotations.Schema.Select(annotation => annotation.Name));
        int answer = 0;
        column.Annotations.GetValue("Answer", ref answer);
        Assert.Equal(42, answer);
        Assert.Equal(["x", "y"], column.TextAnnotation("Names"));
    }

    [Fact]
    public void AnAnnotationReadAsAnotherTypeIsAnError()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Answer", NumberDataViewType.Int32, 42);
        DataViewSchema.Annotations built = annotations.ToAnnotations();
        Assert.Throws<InvalidOperationException>(() =>
        {
            float value = 0;
            built.GetValue("Answer", ref value);
        });
    }

    [Fact]
    public void AnnotationsCanBeCopiedSelectively()
    {
        var source = new DataViewSchema.Annotations.Builder();
        source.AddPrimitiveValue("Keep", NumberDataViewType.Int32, 1);
        source.AddPrimitiveValue("Drop", NumberDataViewType.Int32, 2);
        var target = new DataViewSchema.Annotations.Builder();
        target.Add(source.ToAnnotations(), name => name == "Keep");
        Assert.Equal(["Keep"], target.ToAnnotations().Schema.Select(annotation => annotation.Name));
    }

    [Fact]
    public void ADetachedColumnKeepsNameTypeAndAnnotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Answer", NumberDataViewType.Int32, 42);
        var detached = new DataViewSchema.DetachedColumn("A", NumberDataViewType.Double, annotations.ToAnnotations());
        var builder = new DataViewSchema.Builder();
        builder.AddColumns([detached]);
        DataViewSchema.Column column = builder.ToSchema()[0];
        Assert.Equal("A", column.Name);
        Assert.Equal(NumberDataViewType.Double, column.Type);
        Assert.NotNull(column.Annotations.Schema.GetColumnOrNull("Answer"));
    }

    [Fact]
    public void NamesAndTypesAreRequired()
    {
        var builder = new DataViewSchema.Builder();
        Assert.ThrowsAny<ArgumentException>(() => builder.AddColumn("", NumberDataViewType.Single));
        Assert.Throws<ArgumentNullException>(() => builder.AddColumn("A", null!));
    }

    private static DataViewSchema Make(params (string Name, DataViewType Type)[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach ((string name, DataViewType type) in columns)
        {
            builder.AddColumn(name, type);
        }

        return builder.ToSchema();
    }
}
