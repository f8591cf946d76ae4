using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Data;

/// <summary>The size of the images of a column, as far as its type tells it.</summary>
internal static class ImageDimensions
{
    /// <summary>Channels, height and width.</summary>
    /// <param name="schema">The schema of the data.</param>
    /// <param name="name">The image column.</param>
    /// <param name="advice">What to give for images whose size the column does not tell.</param>
    /// <exception cref="ColumnException">The column is missing, or does not tell the size of its images.</exception>
    public static (int Channels, int Height, int Width) Of(DataViewSchema schema, string name, string advice)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw new ColumnException(
            name, $"There is no image column '{name}'; the data has {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"))}.");
        return column.Type is VectorDataViewType { Dimensions: var dimensions }
            ? dimensions switch
            {
                [> 0, > 0] => (1, dimensions[0], dimensions[1]),
                [1 or 3, > 0, > 0] => (dimensions[0], dimensions[1], dimensions[2]),
                [> 0, > 0, 1 or 3] => (dimensions[2], dimensions[0], dimensions[1]),
                _ => throw Unknown(),
            }
            : throw Unknown();

        ColumnException Unknown() => new(
            name, $"Column '{name}' has type {column.Type}, which does not tell the height and width of its images; expected a vector of "
            + $"dimensions [height, width], [channels, height, width] or [height, width, channels]. {advice}");
    }
}
