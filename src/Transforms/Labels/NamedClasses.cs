using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Classes that have values of one type.</summary>
internal sealed class NamedClasses<T> : ClassLabels
{
    private readonly T[] _values;

    public NamedClasses(PrimitiveDataViewType itemType, T[] values)
        : base(itemType, [.. values.Select(LabelText.Format)]) => _values = values;

    internal override void AddTo(DataViewSchema.Annotations.Builder builder, string annotation) =>
        builder.Add(annotation, new VectorDataViewType(ItemType!, Count),
            (ref VBuffer<T> value) => new VBuffer<T>(_values.Length, _values).CopyTo(ref value));
}
