using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>A transformer bound to an input schema: first the input's columns, then the one it adds.</summary>
internal sealed class StyleBindings : IRowToRowMapper
{
    private readonly StyleEngine _engine;
    private readonly DataViewSchema.Column _image;

    public StyleBindings(StyleTransferTransformer transformer, DataViewSchema input)
    {
        _engine = transformer.Engine;
        InputSchema = input;
        _image = Find(input, transformer.Options.InputColumnName);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(transformer.Options.OutputColumnName, new ImageDataViewType());
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The column of pictures.</summary>
    /// <exception cref="ColumnException">It is missing or has another type.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Select(c => c.Name));
        return ImageSource.CanRead(column.Type) ? column : throw WrongType(name, column.Type.ToString()!);
    }

    public static ColumnException Missing(string name, IEnumerable<string> present) => ImagePreparingTransformer.Missing(name, present);

    public static ColumnException WrongType(string name, string type) => ImagePreparingTransformer.WrongType(name, type);

    public bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            active[Index(column)] = true;
        }

        return active;
    }

    public List<DataViewSchema.Column> Inputs(bool[] active) =>
        [.. InputSchema.Where(column => active[column.Index] || (active[^1] && column.Index == _image.Index))];

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Inputs(Active(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        _engine.ThrowIfDisposed();
        return new StyledRow(this, input, Active(activeColumns));
    }

    /// <summary>The getter of a column of a row that stands on an input row.</summary>
    public ValueGetter<TValue> Getter<TValue>(DataViewRow input, StyledPicture picture, bool[] active, DataViewSchema.Column column)
    {
        int index = Index(column);
        if (!active[index])
        {
            throw ScoreBindings.Inactive(column);
        }

        return index < InputSchema.Count
            ? input.GetGetter<TValue>(input.Schema[index])
            : (ValueGetter<MLImage>)picture.Get as ValueGetter<TValue> ?? throw ScoreBindings.WrongType(column, typeof(TValue));
    }

    /// <summary>The painted picture of the row that an input stands on; null when nobody wants it.</summary>
    public StyledPicture PictureOf(DataViewRow input, bool[] active) =>
        new(_engine, input, active[^1] ? PictureSource.Create(_engine.Loader, input, input.Schema[_image.Index]) : null);

    public int Index(DataViewSchema.Column column) =>
        column.Index < OutputSchema.Count && OutputSchema[column.Index].Name == column.Name
            ? column.Index
            : throw new ArgumentException($"Column '{column.Name}' does not belong to this schema.", nameof(column));
}
