using System.Globalization;

namespace MlNetDeep;

/// <summary>Numbers as a report shows them, the same in every culture.</summary>
internal static class ReportText
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double fraction, int digits = 2) =>
        double.IsFinite(fraction) ? (fraction * 100).ToString("F" + digits, CultureInfo.InvariantCulture) + " %" : "–";

    public static string ShortPercent(double fraction) =>
        (fraction * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>About four significant digits, without an exponent for everyday sizes.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        string format = size switch
        {
            0 => "0",
            < 0.0001 or >= 100_000 => "0.###e+0",
            < 0.01 => "0.######",
            < 1 => "0.####",
            < 100 => "0.###",
            _ => "0.#",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A coordinate in a drawing.</summary>
    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 10 ? $"{time.TotalSeconds:0.0} s"
        : time.TotalSeconds < 120 ? $"{time.TotalSeconds:0} s"
        : time.TotalHours < 1 ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : $"{(int)time.TotalHours} h {time.Minutes} min";

    public static string Plural(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";
}
