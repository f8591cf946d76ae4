using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>A type that a vector can have as its items: its values need no disposing.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        Check.Param(!typeof(IDisposable).IsAssignableFrom(RawType), nameof(rawType), "A primitive type cannot be disposable.");
    }
}
