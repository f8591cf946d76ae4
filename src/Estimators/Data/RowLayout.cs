using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Data;

/// <summary>The columns that training reads from a data view, checked against the network.</summary>
internal sealed class RowLayout
{
    private readonly DataViewSchema.Column? _label;

    /// <summary>Finds the columns.</summary>
    /// <param name="schema">The schema of the data.</param>
    /// <param name="network">The network whose input the images are.</param>
    /// <param name="features">The image column.</param>
    /// <param name="label">The label column; null when there are no labels.</param>
    /// <param name="weight">The column of example weights; null for none.</param>
    /// <param name="kind">What the label stands for; null when there are none.</param>
    public RowLayout(DataViewSchema schema, Network network, string features, string? label, string? weight, NetworkTask? kind)
    {
        Image = network.Inputs.Count == 1 ? ImageColumn.Bind(schema, features, network) : ImageColumn.Bind(schema, features, network, network.Inputs[0]);
        Others = [.. network.Inputs.Skip(1).Select(input => NetworkInputs.Bind(schema, input.Name, network, input))];
        _label = kind is { } task ? LabelReader.Bind(schema, label!, task) : null;
        Weight = weight is null ? null : LabelReader.BindWeight(schema, weight);
        Kind = kind;
        Columns = [.. new[] { Image.Column, _label, Weight }.OfType<DataViewSchema.Column>(), .. Others.SelectMany(other => other.Columns)];
    }

    private RowLayout(RowLayout other)
    {
        _label = other._label;
        Image = other.Image;
        Others = other.Others;
        Weight = other.Weight;
        Kind = other.Kind;
        Columns = other.Columns;
    }

    public ImageColumn Image { get; }

    /// <summary>The network's inputs beside the image, each the column of its name.</summary>
    public IReadOnlyList<INetworkInput> Others { get; }

    /// <summary>The label column; there must be one.</summary>
    public DataViewSchema.Column Label => _label ?? throw new InvalidOperationException("The rows have no labels.");

    public DataViewSchema.Column? Weight { get; }

    public NetworkTask? Kind { get; }

    /// <summary>The numbers that a label has; 1 also when there are no labels.</summary>
    public int LabelWidth => _label is { } label ? LabelReader.WidthOf(label) : 1;

    /// <summary>The dimensions of a label: none, or that of its vector.</summary>
    public long[] LabelShape => _label?.Type is VectorDataViewType ? [LabelWidth] : [];

    /// <summary>For each class of the label column, the class that it is to the network; null when all are as they are.</summary>
    public IReadOnlyList<int>? ClassMap { get; private init; }

    public IReadOnlyList<DataViewSchema.Column> Columns { get; }

    /// <summary>The same columns with other classes, see <see cref="ClassMap"/>.</summary>
    public RowLayout With(IReadOnlyList<int>? classMap) => new(this) { ClassMap = classMap };

    /// <summary>Bytes of one row's pixels as they are kept.</summary>
    public int ImageBytes => Image.Size * (Image.IsBytes ? 1 : sizeof(float));

    /// <summary>Bytes of one row's pixels and, behind them, the values of its other inputs.</summary>
    public int PixelBytes => ImageBytes + Others.Sum(other => other.Shape.Size * sizeof(float));

    /// <summary>Bytes of one row as it is kept: pixels, label, weight, position.</summary>
    public int RowBytes => PixelBytes + (LabelWidth * sizeof(double)) + sizeof(float) + sizeof(long);
}
