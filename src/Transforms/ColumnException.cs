using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>A column of the data is missing, has the wrong type, or does not fit the network.</summary>
public sealed class ColumnException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="columnName">The column in question.</param>
    /// <param name="message">What was expected, what was found and what to do.</param>
    public ColumnException(string columnName, string message)
        : base(message) => ColumnName = columnName;

    /// <summary>The column in question.</summary>
    public string ColumnName { get; }

    /// <summary>The one wording of a column that is not there.</summary>
    /// <param name="name">The column that was looked for.</param>
    /// <param name="present">The columns that there are.</param>
    /// <param name="what">What the column was to be, after its name: " of images"; may be empty.</param>
    /// <param name="option">The compiler's text of <paramref name="name"/>: where that is an option, the message names it.</param>
    internal static ColumnException Missing(
        string name, IEnumerable<string> present, string what = "", [CallerArgumentExpression(nameof(name))] string option = "")
    {
        string[] names = [.. present.Distinct()];
        string said = option[(option.LastIndexOf('.') + 1)..];
        return new ColumnException(name,
            $"There is no column '{name}'{what}{(said.EndsWith("ColumnName", StringComparison.Ordinal) && char.IsUpper(said[0]) ? $", which {said} names" : "")}; "
            + $"there are {string.Join(", ", names.Select(n => $"'{n}'"))}{NearestName.Suggest(name, names)}.");
    }

    /// <inheritdoc cref="Missing(string, IEnumerable{string}, string, string)"/>
    internal static ColumnException Missing(
        string name, DataViewSchema schema, string what = "", [CallerArgumentExpression(nameof(name))] string option = "") =>
        Missing(name, schema.Where(column => !column.IsHidden).Select(column => column.Name), what, option);
}
