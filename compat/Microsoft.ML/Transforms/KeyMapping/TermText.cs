using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Values as text.</summary>
internal static class TermText
{
    public static string Of<T>(T value, DataViewType type)
    {
        if (type is KeyDataViewType)
        {
            // A missing key has no text; others count from 0.
            ulong key = Convert.ToUInt64(value, CultureInfo.InvariantCulture);
            return key == 0 ? "" : (key - 1).ToString(CultureInfo.InvariantCulture);
        }

        return value switch
        {
            float.NaN or double.NaN => "?",
            float single => single.ToString("R", CultureInfo.InvariantCulture),
            double number => number.ToString("G17", CultureInfo.InvariantCulture),
            bool flag => flag ? "1" : "0",
            TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
            DateTime or DateTimeOffset => string.Create(CultureInfo.InvariantCulture, $"{value:o}"),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }
}
