using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Makes editors, which fill a <see cref="VBuffer{T}"/> in place where its arrays are large enough.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination) => destination.Edit();

    public static VBufferEditor<T> Create<T>(
        scoped ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        Check.Param(newLogicalLength >= 0, nameof(newLogicalLength), "Must be non-negative.");
        int count = valuesCount ?? newLogicalLength;
        Check.Param(count >= 0 && count <= newLogicalLength, nameof(valuesCount), "Must be between 0 and the new length.");
        Check.Param(!(maxValuesCapacity < count), nameof(maxValuesCapacity), "Must hold the values.");
        return destination.Edit(newLogicalLength, count, maxValuesCapacity, keepOldOnResize, requireIndicesOnDense);
    }
}
