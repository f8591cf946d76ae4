using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Collects the distinct values of a column, up to a number of them.</summary>
internal abstract class TermCollector
{
    public abstract int Count { get; }

    public static TermCollector Create(DataViewRow row, DataViewSchema.Column column, int most)
    {
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        return GenericCall.Invoke<TermCollector>(CreateOf<int>, item.RawType, row, column, item, most);
    }

    /// <summary>Takes the current row. False once there is no room for more values.</summary>
    public abstract bool Add();

    public abstract TermMap ToMap(ValueToKeyMappingEstimator.KeyOrdinality ordinality);

    private static TermCollector CreateOf<T>(DataViewRow row, DataViewSchema.Column column, PrimitiveDataViewType item, int most) =>
        new Collector<T>(row, column, item, most);

    private sealed class Collector<T> : TermCollector
    {
        private readonly PrimitiveDataViewType _type;
        private readonly int _most;
        private readonly ValueGetter<T> _scalar;
        private readonly ValueGetter<VBuffer<T>> _vector;
        private readonly HashSet<T> _known;
        private readonly List<T> _terms = [];
        private T _value;
        private VBuffer<T> _buffer;

        public Collector(DataViewRow row, DataViewSchema.Column column, PrimitiveDataViewType type, int most)
        {
            _type = type;
            _most = most;
            _known = new HashSet<T>((IEqualityComparer<T>)(typeof(T) == typeof(ReadOnlyMemory<char>) ? (object)TextEquality.Instance : EqualityComparer<T>.Default));
            if (column.Type is VectorDataViewType)
                _vector = row.GetGetter<VBuffer<T>>(column);
            else
                _scalar = row.GetGetter<T>(column);
        }

        public override int Count => _terms.Count;

        public override bool Add()
        {
            if (_terms.Count >= _most)
                return false;
            if (_scalar != null)
            {
                _scalar(ref _value);
                AddValue(_value);
            }
            else
            {
                _vector(ref _buffer);
                AddValues();
            }

            return _terms.Count < _most;
        }

        public override TermMap ToMap(ValueToKeyMappingEstimator.KeyOrdinality ordinality)
        {
            if (ordinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                _terms.Sort((IComparer<T>)(typeof(T) == typeof(ReadOnlyMemory<char>) ? (object)TextEquality.Instance : Comparer<T>.Default));
            return TermMap.Create(_type, _terms.ToArray());
        }

        private void AddValues()
        {
            ReadOnlySpan<T> values = _buffer.GetValues();
            ReadOnlySpan<int> indices = _buffer.GetIndices();
            bool zero = _buffer.IsDense;
            for (int i = 0; i < values.Length; i++)
            {
                // The default value comes where the first slot is left out.
                if (!zero && indices[i] != i)
                {
                    zero = true;
                    AddValue(default);
                }

                AddValue(values[i]);
            }

            if (!zero)
                AddValue(default);
        }

        private void AddValue(T value)
        {
            if (_terms.Count < _most && !IsMissing(value) && _known.Add(value))
                _terms.Add(value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value);
        }

        private bool IsMissing(T value) => value switch
        {
            float.NaN or double.NaN => true,
            ReadOnlyMemory<char> text => text.IsEmpty,
            _ => _type is KeyDataViewType && EqualityComparer<T>.Default.Equals(value, default),
        };
    }
}
