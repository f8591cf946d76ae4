using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>Chains of estimators and of what they become.</summary>
public sealed class ChainTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void EachEstimatorFitsOnWhatTheOnesBeforeMade()
    {
        IDataView rows = Rows();
        TransformerChain<Microsoft.ML.Transforms.KeyToValueMappingTransformer> model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name")
            .Append(_ml.Transforms.CopyColumns("Copy", "Key"))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Copy"))
            .Fit(rows);
        Assert.Equal(3, model.Count());
        Assert.Same(model.Last(), model.LastTransformer);
        Assert.Equal(rows.ReadText("Name"), model.Transform(rows).ReadText("Value"));
    }

    [Fact]
    public void TheOutputSchemaIsThatOfTheTransformedView()
    {
        IDataView rows = Rows();
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(_ml.Transforms.DropColumns("Name")).Fit(rows);
        DataViewSchema promised = model.GetOutputSchema(rows.Schema);
        DataViewSchema given = model.Transform(rows).Schema;
        Assert.Equal(given.Select(column => (column.Name, column.Type)), promised.Select(column => (column.Name, column.Type)));
    }

    [Fact]
    public void AChainOfRowMappersIsOne()
    {
        IDataView rows = Rows();
        ITransformer model = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(_ml.Transforms.CopyColumns("Copy", "Key")).Fit(rows);
        Assert.True(model.IsRowToRowMapper);
        IRowToRowMapper mapper = model.GetRowToRowMapper(rows.Schema);
        Assert.Equal(rows.Schema, mapper.InputSchema);
        Assert.Equal(["Name"], mapper.GetDependencies([mapper.OutputSchema["Copy"]]).Select(column => column.Name));
    }

    [Fact]
    public void TransformersAppendToChains()
    {
        IDataView rows = Rows();
        ITransformer first = _ml.Transforms.CopyColumns("A", "Id").Fit(rows);
        ITransformer second = _ml.Transforms.CopyColumns("B", "A").Fit(first.Transform(rows));
        Assert.Equal([0, 1, 2, 3], first.Append(second).Transform(rows).Read<int>("B"));
        Assert.Equal([0, 1, 2, 3], new TransformerChain<ITransformer>(first, second).Transform(rows).Read<int>("B"));
    }

    [Fact]
    public void ScopesChooseParts()
    {
        IDataView rows = Rows();
        TransformerChain<Microsoft.ML.Transforms.ColumnCopyingTransformer> model = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.CopyColumns("A", "Id"), TransformerScope.Training)
            .Append(_ml.Transforms.CopyColumns("B", "Id"))
            .Fit(rows);
        TransformerChain<ITransformer> scoring = model.GetModelFor(TransformerScope.Scoring);
        Assert.Single(scoring);
        Assert.Null(scoring.Transform(rows).Schema.GetColumnOrNull("A"));

        // Without a scope it is scoring that is meant.
        Assert.Null(model.Transform(rows).Schema.GetColumnOrNull("A"));
        Assert.NotNull(model.Transform(rows, TransformerScope.Everything).Schema.GetColumnOrNull("A"));
        Assert.NotNull(model.Transform(rows).Schema.GetColumnOrNull("B"));
    }

    [Fact]
    public void FittingChecksTheWholeChainBeforeItStarts()
    {
        var probe = new ShapeProbe(_ml.Transforms.CopyColumns("A", "Id"));
        IEstimator<ITransformer> chain = new EstimatorChain<ITransformer>().Append(probe).Append(_ml.Transforms.CopyColumns("B", "Nowhere"));
        Assert.ThrowsAny<Exception>(() => chain.Fit(Rows()));
        Assert.Equal(0, probe.Fits);
    }

    [Fact]
    public void ACheckpointCachesWhatTheRestFitsOn()
    {
        var source = new CountedRows<Sample>(Sample.Make(4));
        IDataView rows = _ml.Data.LoadFromEnumerable(source);
        _ml.Transforms.CopyColumns("A", "Name")
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.Conversion.MapValueToKey("K1", "A"))
            .Append(_ml.Transforms.Conversion.MapValueToKey("K2", "A"))
            .Append(_ml.Transforms.Conversion.MapValueToKey("K3", "A"))
            .Fit(rows);
        Assert.Equal(1, source.Enumerations);
    }

    [Fact]
    public void WithoutACheckpointEachFitReadsAgain()
    {
        var source = new CountedRows<Sample>(Sample.Make(4));
        _ml.Transforms.Conversion.MapValueToKey("K1", "Name")
            .Append(_ml.Transforms.Conversion.MapValueToKey("K2", "Name"))
            .Fit(_ml.Data.LoadFromEnumerable(source));
        Assert.Equal(2, source.Enumerations);
    }

    [Fact]
    public void TransformingReadsNothing()
    {
        var source = new CountedRows<Sample>(Sample.Make(4));
        IDataView rows = _ml.Data.LoadFromEnumerable(source);
        _ml.Transforms.CopyColumns("A", "Name").Fit(rows).Transform(rows);
        Assert.Equal(0, source.Enumerations);
    }

    private IDataView Rows() => _ml.Data.LoadFromEnumerable(Sample.Make(4));
}
