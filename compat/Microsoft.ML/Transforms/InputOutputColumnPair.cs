using Microsoft.ML.Common;

namespace Microsoft.ML;

/// <summary>An output column and the input column it comes from.</summary>
public sealed class InputOutputColumnPair
{
    public InputOutputColumnPair(string outputColumnName, string inputColumnName = null)
    {
        Check.NonEmpty(outputColumnName, nameof(outputColumnName));
        InputColumnName = inputColumnName ?? outputColumnName;
        OutputColumnName = outputColumnName;
    }

    public string InputColumnName { get; }

    public string OutputColumnName { get; }

    internal static (string Output, string Input)[] ToTuples(InputOutputColumnPair[] columns)
    {
        Check.NonEmpty<InputOutputColumnPair>(columns, nameof(columns));
        return Array.ConvertAll(columns, pair => (pair.OutputColumnName, pair.InputColumnName));
    }
}
