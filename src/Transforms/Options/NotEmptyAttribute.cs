using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>
/// The option is a name or null, or a list of one element at least. <see cref="MinLengthAttribute"/> is not used for it: it
/// looks for properties that trimming takes away.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotEmptyAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value switch
    {
        string text => !string.IsNullOrWhiteSpace(text),
        IEnumerable list => list.Cast<object?>().Any(),
        _ => true,
    };
}
