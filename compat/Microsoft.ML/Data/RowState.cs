using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>The complaint of a getter that is called before the first row or after the last one.</summary>
internal static class RowState
{
    public static InvalidOperationException NotOnRow() => Check.Mark(new InvalidOperationException(
        "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after MoveNext returned false."));
}
