using MlNetDeep;

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
}
