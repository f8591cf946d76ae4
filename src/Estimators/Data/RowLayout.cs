using Microsoft.ML;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators.Data;

/// <summary>The columns that training reads from a data view, checked against the network.</summary>
internal sealed class RowLayout
{
    public RowLayout(DataViewSchema schema, Network network, string features, string label, string? weight, LabelKind kind)
    {
        Image = ImageColumn.Bind(schema, features, network);
        Label = LabelReader.Bind(schema, label, kind);
        Weight = weight is null ? null : LabelReader.BindWeight(schema, weight);
        Kind = kind;
        Columns = Weight is { } column ? [Image.Column, Label, column] : [Image.Column, Label];
    }

    public ImageColumn Image { get; }

    public DataViewSchema.Column Label { get; }

    public DataViewSchema.Column? Weight { get; }

    public LabelKind Kind { get; }

    public IReadOnlyList<DataViewSchema.Column> Columns { get; }

    /// <summary>Bytes of one row's pixels as they are kept.</summary>
    public int PixelBytes => Image.Size * (Image.IsBytes ? 1 : sizeof(float));

    /// <summary>Bytes of one row as it is kept: pixels, label, weight, position.</summary>
    public int RowBytes => PixelBytes + sizeof(double) + sizeof(float) + sizeof(long);
}
