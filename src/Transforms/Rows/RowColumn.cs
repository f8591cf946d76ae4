using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A column that a transformer adds.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">The column's type.</param>
/// <param name="Annotations">The column's annotations, if it has any.</param>
internal record RowColumn(string Name, DataViewType Type, DataViewSchema.Annotations? Annotations = null);
