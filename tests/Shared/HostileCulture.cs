using System.Globalization;
using System.Runtime.CompilerServices;

namespace MlNetDeep.Tests.Shared;

/// <summary>
/// The culture that all tests run in: numbers and dates look like those of no other one, so that what is written, read or
/// compared by the culture of the machine fails here.
/// </summary>
internal static class HostileCulture
{
    [ModuleInitializer]
    internal static void Set()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        NumberFormatInfo numbers = culture.NumberFormat;
        (numbers.NumberDecimalSeparator, numbers.CurrencyDecimalSeparator, numbers.PercentDecimalSeparator) = ("٫", "٫", "٫");
        (numbers.NumberGroupSeparator, numbers.CurrencyGroupSeparator, numbers.PercentGroupSeparator) = (".", ".", ".");
        (numbers.NegativeSign, numbers.PositiveSign, numbers.PercentSymbol) = ("−", "＋", "٪");
        (numbers.NaNSymbol, numbers.PositiveInfinitySymbol, numbers.NegativeInfinitySymbol) = ("نیست", "∞", "−∞");
        DateTimeFormatInfo dates = culture.DateTimeFormat;
        (dates.DateSeparator, dates.TimeSeparator) = ("٫", "٫");
        (dates.ShortDatePattern, dates.LongDatePattern) = ("ss/dd/yyyy/MM", "dd/yyyy/MM");
        (dates.ShortTimePattern, dates.LongTimePattern) = ("ss:mm:HH", "ss:mm:HH");
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = culture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
    }
}
