using System.Globalization;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Classes of which only the number is known.</summary>
internal sealed class UnnamedClasses(int count) : ClassLabels(
    null, [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))])
{
    internal override void AddTo(DataViewSchema.Annotations.Builder builder, string annotation)
    {
        // Nothing is known to add.
    }
}
