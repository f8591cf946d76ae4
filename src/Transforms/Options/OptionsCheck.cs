using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MlNetDeep;

/// <summary>
/// Checks options all at once, so that nobody fixes them one by one. The limit of an option stands on it, as
/// <see cref="RangeAttribute"/>, <see cref="RequiredAttribute"/> or <see cref="NotEmptyAttribute"/>; an enum must be one of
/// its values, and options inside options are checked with them.
/// </summary>
internal static class OptionsCheck
{
    /// <summary>Throws one exception that names everything that is wrong.</summary>
    /// <param name="options">The options.</param>
    /// <param name="more">Problems that were found elsewhere.</param>
    /// <exception cref="OptionsException">Something is wrong.</exception>
    public static void Throw(ICheckedOptions options, IEnumerable<string>? more = null)
    {
        List<string> problems = [.. FindProblems(options), .. more ?? []];
        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }
    }

    /// <summary>Everything that is wrong.</summary>
    public static IEnumerable<string> FindProblems(ICheckedOptions options) => options.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0)
        .SelectMany(property => ProblemsOf(property.Name, property, property.GetValue(options)))
        .Concat(options.FindProblems());

    /// <summary>What is wrong with names of columns that stand beside each other; null when they differ.</summary>
    public static string? Clash(params string[] outputs) => outputs.Distinct(StringComparer.Ordinal).Count() < outputs.Length
        ? $"The output columns '{string.Join("', '", outputs)}' must have different names."
        : null;

    private static IEnumerable<string> ProblemsOf(string name, PropertyInfo property, object? value)
    {
        string? expected = Expected(property, value);
        if (expected is not null)
        {
            return [$"{name} must be {expected}, but is {Shown(value)}."];
        }

        return value switch
        {
            ICheckedOptions inner => FindProblems(inner).Select(problem => $"{name}: {problem}"),
            IEnumerable list and not string => list.Cast<object?>().SelectMany((item, i) => item switch
            {
                null => [$"{name}[{i}] must be given, but is null."],
                ICheckedOptions inner => FindProblems(inner).Select(problem => $"{name}[{i}]{(inner.Kind is { } kind ? $", {kind}" : "")}: {problem}"),
                _ => [],
            }),
            _ => [],
        };
    }

    /// <summary>What the option must be; null when it is.</summary>
    private static string? Expected(PropertyInfo property, object? value)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsEnum && value is not null && !Enum.IsDefined(type, value))
        {
            string[] names = Enum.GetNames(type);
            return $"{string.Join(", ", names[..^1])} or {names[^1]}";
        }

        foreach (ValidationAttribute attribute in property.GetCustomAttributes<ValidationAttribute>(inherit: true))
        {
            string? expected = attribute switch
            {
                RequiredAttribute required => required.IsValid(value) ? null : type == typeof(string) ? "a name" : "given",
                NotEmptyAttribute list => list.IsValid(value) ? null : type == typeof(string) ? "a name or null" : "at least 1",
                RangeAttribute range => IsWithin(range, value) ? null : Words(range, type, Nullable.GetUnderlyingType(property.PropertyType) is not null),
                DeviceAttribute device => device.IsValid(value) ? null : "'cpu', 'cuda', 'cuda:0' to 'cuda:127', or 'auto'",
                _ => null,
            };
            if (expected is not null)
            {
                return expected;
            }
        }

        return null;
    }

    private static bool IsWithin(RangeAttribute range, object? value)
    {
        if (value is null)
        {
            return true;
        }

        double number = Number(value), least = Number(range.Minimum), most = Number(range.Maximum);
        if (value is double && most == double.MaxValue)
        {
            // Networks compute in single precision, where a larger number is infinite and a smaller one 0.
            number = (float)number;
        }

        return (range.MinimumIsExclusive ? number > least : number >= least) && (range.MaximumIsExclusive ? number < most : number <= most);
    }

    private static string Words(RangeAttribute range, Type type, bool isNullable)
    {
        double least = Number(range.Minimum), most = Number(range.Maximum);
        bool isOpen = most >= double.MaxValue, isFinite = most == double.MaxValue && type == typeof(double);
        string words = (range.MinimumIsExclusive, range.MaximumIsExclusive, isOpen) switch
        {
            (true, _, true) => $"{(isFinite ? "a finite number (in single precision) " : "")}above {Shown(least)}",
            (false, _, true) => $"{(isFinite ? "a finite number (in single precision) of " : "")}at least {Shown(least)}",
            (false, false, _) => $"between {Shown(least)} and {Shown(most)}",
            _ => $"{(range.MinimumIsExclusive ? "above" : "at least")} {Shown(least)} and {(range.MaximumIsExclusive ? "below" : "at most")} {Shown(most)}",
        };
        words += double.IsPositiveInfinity(most) ? ", or infinity" : "";
        return isNullable ? words + ", or null" : words;
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text when string.IsNullOrWhiteSpace(text) => "empty",
        string text => $"'{text}'",
        double number when Math.Abs(number) >= 1000 && number == Math.Truncate(number) && Math.Abs(number) < 1e15 => number.ToString("#,0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
