using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>The option names a device, see <see cref="DeviceChoice"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DeviceAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => DeviceChoice.IsName(value as string);
}
