using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>Copying, selecting and dropping columns.</summary>
public sealed class ColumnTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void ACopyHasTheTypeTheValuesAndTheAnnotations()
    {
        IDataView rows = Rows();
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(_ml.Transforms.CopyColumns("Copy", "Key")).Fit(rows);
        IDataView copied = model.Transform(rows);
        Assert.Equal(copied.Schema["Key"].Type, copied.Schema["Copy"].Type);
        Assert.Equal(copied.Read<uint>("Key"), copied.Read<uint>("Copy"));
        Assert.Equal(["n0", "n1", "n2"], copied.Schema["Copy"].TextAnnotation("KeyValues"));
    }

    [Fact]
    public void DroppingLeavesTheOthersInOrder()
    {
        IDataView dropped = Fit(_ml.Transforms.DropColumns("Number", "Flag"));
        Assert.Equal(["Id", "Name", "Pixels"], dropped.Schema.Select(column => column.Name));
        Assert.Equal([0, 1, 2, 3, 4], dropped.Read<int>("Id"));
    }

    [Fact]
    public void SelectingLeavesOnlyThose()
    {
        IDataView selected = Fit(_ml.Transforms.SelectColumns("Name", "Id"));
        Assert.Equal(["Id", "Name"], selected.Schema.Select(column => column.Name).Order());
        Assert.Equal(["n0", "n1", "n2", "n0", "n1"], selected.ReadText("Name"));
    }

    [Fact]
    public void AMissingColumnIsAnError()
    {
        Assert.ThrowsAny<Exception>(() => Fit(_ml.Transforms.CopyColumns("Copy", "Nowhere")));
        Assert.ThrowsAny<Exception>(() => Fit(_ml.Transforms.SelectColumns("Nowhere")));
    }

    [Fact]
    public void ColumnsThatAreNotReadAreNotComputed()
    {
        // Nothing but the copy is asked for, so that the source is asked for nothing but the original.
        IDataView copied = Fit(_ml.Transforms.CopyColumns("Copy", "Id"));
        using DataViewRowCursor cursor = copied.GetRowCursor([copied.Schema["Copy"]]);
        Assert.False(cursor.IsColumnActive(copied.Schema["Name"]));
        Assert.Equal([0, 1, 2, 3, 4], cursor.Read<int>("Copy"));
    }

    private IDataView Fit<T>(IEstimator<T> estimator)
        where T : class, ITransformer
    {
        IDataView rows = Rows();
        return estimator.Fit(rows).Transform(rows);
    }

    private IDataView Rows() => _ml.Data.LoadFromEnumerable(Sample.Make(5));
}
