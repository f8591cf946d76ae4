using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Features;

/// <summary>The features, labels and weights of all rows of a data view, in its order. Features may stay on disk.</summary>
internal sealed class FeatureTable : IDisposable
{
    private readonly FeatureCache _cache;
    private readonly List<(IFeatureBlock Block, int Index)> _rows = [];
    private readonly List<double> _labels = [];
    private readonly List<float>? _weights;
    private readonly int _labelWidth;

    public FeatureTable(FeatureCache cache, RowLayout layout, int size)
    {
        _cache = cache;
        Size = size;
        _weights = layout.Weight is null ? null : [];
        _labelWidth = layout.LabelWidth;
        Kind = layout.Kind;
    }

    /// <summary>The number of features of a row.</summary>
    public int Size { get; }

    public NetworkTask? Kind { get; }

    public int Count => _rows.Count;

    /// <summary>Appends a row whose features the cache has.</summary>
    public void Add(IFeatureBlock block, int index, ReadOnlySpan<double> label, float weight)
    {
        _rows.Add((block, index));
        _labels.AddRange(label);
        _weights?.Add(weight);
    }

    /// <summary>Reads the features of a row.</summary>
    public void Read(int row, Span<float> features) => _rows[row].Block.Read(_rows[row].Index, features);

    /// <summary>A row's label, as many numbers as it has.</summary>
    public ReadOnlySpan<double> Label(int row) => CollectionsMarshal.AsSpan(_labels).Slice(row * _labelWidth, _labelWidth);

    public float Weight(int row) => _weights![row];

    /// <summary>The table as a data view of features, label and weight, which the trainer shuffles by itself; the label has the type and names of the original.</summary>
    public IDataView ToView(string featureColumn, DataViewSchema.Column label, string? weightColumn)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(featureColumn, new VectorDataViewType(NumberDataViewType.Single, Size));
        builder.AddColumn(label.Name, LabelType(label), label.Annotations);
        if (weightColumn is not null)
        {
            builder.AddColumn(weightColumn, NumberDataViewType.Single);
        }

        return new TableView(builder.ToSchema(), Count, canShuffle: false, [Features, row => LabelGetter(label.Type, row), Weights]);

        Delegate Features(Func<long> row) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, Size);
            Read((int)row(), editor.Values);
            value = editor.Commit();
        });

        Delegate Weights(Func<long> row) => (ValueGetter<float>)((ref float value) => value = Weight((int)row()));
    }

    /// <summary>The mean and the variance of each feature over all rows.</summary>
    public (float[] Mean, float[] Variance) Moments()
    {
        // Welford's method: sums of squares would lose what is small beside a large mean.
        double[] mean = new double[Size], squares = new double[Size];
        float[] features = new float[Size];
        for (int row = 0; row < Count; row++)
        {
            Read(row, features);
            for (int i = 0; i < features.Length; i++)
            {
                double distance = features[i] - mean[i];
                mean[i] += distance / (row + 1);
                squares[i] += distance * (features[i] - mean[i]);
            }
        }

        return ([.. mean.Select(value => (float)value)], [.. squares.Select(value => (float)(value / Math.Max(1, Count)))]);
    }

    public void Dispose() => _cache.Dispose();

    private Delegate LabelGetter(DataViewType type, Func<long> row) => type switch
    {
        // A class counts from 0, a key from 1.
        KeyDataViewType => (ValueGetter<uint>)((ref uint value) => value = (uint)Label((int)row())[0] + 1),
        BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = Label((int)row())[0] != 0),
        VectorDataViewType { ItemType: BooleanDataViewType } => Vector(row, static value => value != 0),
        VectorDataViewType => Vector(row, static value => (float)value),
        _ => (ValueGetter<float>)((ref float value) => value = (float)Label((int)row())[0]),
    };

    private ValueGetter<VBuffer<T>> Vector<T>(Func<long> row, Func<double, T> convert) => (ref VBuffer<T> value) =>
    {
        ReadOnlySpan<double> label = Label((int)row());
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, label.Length);
        for (int i = 0; i < label.Length; i++)
        {
            editor.Values[i] = convert(label[i]);
        }

        value = editor.Commit();
    };

    private DataViewType LabelType(DataViewSchema.Column label) =>
        Kind == NetworkTask.Multiclass ? new KeyDataViewType(typeof(uint), ((KeyDataViewType)label.Type).Count) : label.Type;
}
