using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>The type of a column: what a value means and which .NET type carries it.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        Check.Value(rawType, nameof(rawType));
        RawType = rawType;
    }

    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);
}
