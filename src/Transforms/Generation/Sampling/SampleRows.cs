using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>Rows of seeds and classes for a generator, made as they are asked for: any number of them takes no memory.</summary>
internal sealed class SampleRows : IDataView
{
    public const string SeedColumnName = "Seed";
    public const string LabelColumnName = "Label";
    public const string ImageColumnName = "Image";

    private readonly long _seed;
    private readonly int _classCount;
    private readonly int? _class;
    private readonly SampledClasses _choice;

    /// <summary>Creates the rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What their seeds follow from.</param>
    /// <param name="classes">The generator's classes, or null.</param>
    /// <param name="fixedClass">The class of all rows, or null.</param>
    /// <param name="choice">How classes are chosen otherwise.</param>
    public SampleRows(long count, long seed, ClassLabels? classes, int? fixedClass, SampledClasses choice)
    {
        Count = count;
        _seed = seed;
        _class = fixedClass;
        _choice = choice;
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(SeedColumnName, NumberDataViewType.Int64);
        if (classes is not null)
        {
            _classCount = classes.Count;
            var annotations = new DataViewSchema.Annotations.Builder();
            classes.AddTo(annotations, AnnotationNames.KeyValues);
            builder.AddColumn(LabelColumnName, new KeyDataViewType(typeof(uint), classes.Count), annotations.ToAnnotations());
        }

        Schema = builder.ToSchema();
    }

    public long Count { get; }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => Count;

    /// <summary>The seed of a row.</summary>
    public long Seed(long row) => LatentNoise.Seed(_seed, row);

    /// <summary>The key of the class of a row.</summary>
    public uint Label(long row) => 1 + (uint)(_class
        ?? (_choice == SampledClasses.InTurn ? (int)(row % _classCount) : LatentNoise.Class(Seed(row), _classCount)));

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    // Like every view that cannot be shuffled, this one leaves the rows in order whatever rand is.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
            active[Index(column)] = true;

        // More cursors than blocks would only be empty ones.
        long blocks = Math.Max(1, (Count / SampleCursor.BlockRows) + (Count % SampleCursor.BlockRows > 0 ? 1 : 0));
        int cursors = (int)Math.Clamp(blocks, 1, Math.Max(1, n));
        return [.. Enumerable.Range(0, cursors).Select(i => new SampleCursor(this, active, i, cursors))];
    }

    /// <summary>The index of a column of the schema.</summary>
    public int Index(DataViewSchema.Column column) =>
        column.Index < Schema.Count && Schema[column.Index].Name == column.Name
            ? column.Index
            : throw new ArgumentException($"Column '{column.Name}' does not belong to this schema.", nameof(column));
}
