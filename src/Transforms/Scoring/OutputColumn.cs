using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>One column that follows from the scores of a row.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">The column's type.</param>
/// <param name="Annotations">The column's annotations.</param>
/// <param name="CreateGetter">Makes a <see cref="ValueGetter{TValue}"/> of the column's type.</param>
internal sealed record OutputColumn(
    string Name, DataViewType Type, DataViewSchema.Annotations? Annotations, Func<IScoreSource, Delegate> CreateGetter)
    : RowColumn(Name, Type, Annotations);
