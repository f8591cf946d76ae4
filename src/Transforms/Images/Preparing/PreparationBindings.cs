using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>A transformer bound to an input schema: first the input's columns, then the one it adds.</summary>
internal sealed class PreparationBindings : IRowToRowMapper
{
    public PreparationBindings(ImagePreparingTransformer transformer, DataViewSchema input)
    {
        Transformer = transformer;
        InputSchema = input;
        PrepareImagesOptions options = transformer.Options;
        Image = input.GetColumnOrNull(options.InputColumnName)
            ?? throw ImagePreparingTransformer.Missing(options.InputColumnName, input.Select(column => column.Name));
        if (!ImageSource.CanRead(Image.Type))
            throw ImagePreparingTransformer.WrongType(Image.Name, Image.Type.ToString()!);
        ImagePreparer preparer = transformer.Preparer;
        PrimitiveDataViewType item = options.AsBytes ? NumberDataViewType.Byte : NumberDataViewType.Single;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(options.OutputColumnName, preparer.Layout == PixelLayout.Planar
            ? new VectorDataViewType(item, preparer.Channels, preparer.Height, preparer.Width)
            : new VectorDataViewType(item, preparer.Height, preparer.Width, preparer.Channels), RecordedPreprocessing.Annotate(options.Preprocessing!));
        OutputSchema = builder.ToSchema();
    }

    public ImagePreparingTransformer Transformer { get; }

    public DataViewSchema.Column Image { get; }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
            active[Index(column)] = true;
        return active;
    }

    public bool IsOutput(int index) => index == InputSchema.Count;

    /// <summary>
    /// Whether images are prepared: when they are wanted, and when bad ones are to be left out, which must not depend on
    /// the wanted columns.
    /// </summary>
    public bool Prepares(bool[] active) => active[InputSchema.Count] || Transformer.Options.BadImages == BadImageAction.Skip;

    public List<DataViewSchema.Column> Inputs(bool[] active)
    {
        bool image = Prepares(active);
        return [.. InputSchema.Where(column => active[column.Index] || (image && column.Index == Image.Index))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Inputs(Active(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        return new PreparedRow(this, input, Active(activeColumns));
    }

    /// <summary>A getter of the new column over the pixels that <paramref name="pixels"/> gives.</summary>
    public ValueGetter<TValue> OutputGetter<TValue>(Func<byte[]> pixels)
    {
        ImagePreparer preparer = Transformer.Preparer;
        Delegate getter = Transformer.Options.AsBytes
            ? (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
            {
                VBufferEditor<byte> editor = VBufferEditor.Create(ref value, preparer.Size);
                pixels().CopyTo(editor.Values);
                value = editor.Commit();
            })
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, preparer.Size);
                preparer.Scale(pixels(), editor.Values);
                value = editor.Commit();
            });
        return getter as ValueGetter<TValue> ?? throw ScoreBindings.WrongType(OutputSchema[InputSchema.Count], typeof(TValue));
    }

    public int Index(DataViewSchema.Column column) =>
        column.Index < OutputSchema.Count && OutputSchema[column.Index].Name == column.Name
            ? column.Index
            : throw new ArgumentException($"Column '{column.Name}' does not belong to this schema.", nameof(column));
}
