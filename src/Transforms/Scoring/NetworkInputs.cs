using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Finds the columns of all inputs of a network.</summary>
internal static class NetworkInputs
{
    /// <summary>Binds a network whose first input has a column of its own; every other one is the column of its name.</summary>
    /// <exception cref="ColumnException">A column is missing or does not fit its input.</exception>
    public static INetworkInput[] Bind(DataViewSchema schema, string first, Network network) =>
        [.. network.Inputs.Select((input, i) => Bind(schema, i == 0 ? first : input.Name, network, input))];

    /// <summary>Binds one input: an image, or numbers.</summary>
    /// <exception cref="ColumnException">The column is missing or does not fit.</exception>
    public static INetworkInput Bind(DataViewSchema schema, string column, Network network, NetworkValue input) =>
        network.Inputs.Count == 1 || input.Shape.Count == 4
            ? ImageColumn.Bind(schema, column, network, input)
            : NumberColumn.Bind(schema, column, network, input);
}

/// <summary>A column of numbers, <see cref="float"/> or a known-size vector of it, that is an input as it is.</summary>
internal sealed class NumberColumn : INetworkInput
{
    private readonly DataViewSchema.Column _column;

    private readonly bool _checksValues;

    private NumberColumn(DataViewSchema.Column column, InputShape shape, bool checksValues) =>
        (_column, Shape, _checksValues) = (column, shape, checksValues);

    public InputShape Shape { get; }

    public IReadOnlyList<DataViewSchema.Column> Columns => [_column];

    public static NumberColumn Bind(DataViewSchema schema, string name, Network network, NetworkValue input)
    {
        DataViewSchema.Column column = ImageColumn.Find(schema, name, input);
        ImmutableArray<int> dimensions = column.Type is VectorDataViewType vector ? vector.Dimensions : [];
        InputShape shape = InputShape.Of(network, input, dimensions);
        int size = column.Type is VectorDataViewType { ItemType.RawType: var item, IsKnownSize: true } known && item == typeof(float) ? known.Size
            : column.Type == NumberDataViewType.Single ? 1 : 0;
        return size == shape.Size
            ? new NumberColumn(column, shape, FiniteValues.AreChecked(network))
            : throw new ColumnException(name,
                $"Column '{name}' has type {column.Type}, but input '{input.Name}' of network '{network.Name}' needs {shape.Size} values {shape} of Single.");
    }

    public INetworkInputReader CreateReader(DataViewRow row) => new Reader(this, row);

    private sealed class Reader : INetworkInputReader
    {
        private readonly NumberColumn _owner;
        private readonly DataViewRow _row;
        private readonly ValueGetter<float>? _number;
        private readonly ValueGetter<VBuffer<float>>? _vector;
        private VBuffer<float> _values;

        public Reader(NumberColumn owner, DataViewRow row)
        {
            _owner = owner;
            _row = row;
            DataViewSchema.Column column = row.Schema[owner._column.Index];
            if (column.Type is VectorDataViewType)
                _vector = row.GetGetter<VBuffer<float>>(column);
            else
                _number = row.GetGetter<float>(column);
        }

        public void ReadFloats(Span<float> destination)
        {
            if (_number is not null)
            {
                _number(ref destination[0]);
                if (_owner._checksValues)
                    FiniteValues.Require(destination[0], _row, _owner._column.Name);
                return;
            }

            _vector!(ref _values);
            if (_values.Length != _owner.Shape.Size)
            {
                throw new ColumnException(_owner._column.Name,
                    $"A row of column '{_owner._column.Name}' has {_values.Length} values; the network's input {_owner.Shape} needs {_owner.Shape.Size}.");
            }

            if (_owner._checksValues)
                FiniteValues.Require(in _values, _row, _owner._column.Name);
            _values.CopyTo(destination);
        }
    }
}
