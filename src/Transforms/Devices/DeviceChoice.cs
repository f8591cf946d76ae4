using System.Globalization;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Where a network runs, as asked for: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>.</summary>
/// <param name="IsCuda">True for a CUDA GPU, false for the CPU.</param>
/// <param name="Index">Which GPU, counting from 0; 0 for the CPU.</param>
/// <param name="MayFallBack">Whether the CPU will do when the GPU cannot be used.</param>
internal readonly record struct DeviceChoice(bool IsCuda, int Index, bool MayFallBack)
{
    /// <summary>The largest index of a GPU that is accepted.</summary>
    private const int MaxIndex = 127;

    /// <summary>Whether <paramref name="device"/> is the name of a device.</summary>
    public static bool IsName(string? device) => device is "cpu" or "auto" || TryParseIndex(device, out _);

    /// <summary>
    /// The device that <paramref name="device"/> stands for. <c>auto</c> follows <see cref="MLContext.GpuDeviceId"/>
    /// (null is the CPU) and <see cref="MLContext.FallbackToCpu"/>.
    /// </summary>
    public static DeviceChoice Resolve(string device, MLContext? mlContext)
    {
        if (device == "auto")
        {
            return mlContext?.GpuDeviceId is int gpu
                ? new DeviceChoice(true, gpu, mlContext.FallbackToCpu)
                : default;
        }

        return TryParseIndex(device, out int index) ? new DeviceChoice(true, index, false) : default;
    }

    /// <inheritdoc/>
    public override string ToString() => IsCuda ? $"cuda:{Index}" : "cpu";

    private static bool TryParseIndex(string? device, out int index)
    {
        const string prefix = "cuda:";
        index = 0;
        return device == "cuda"
            || (device is not null
                && device.StartsWith(prefix, StringComparison.Ordinal)
                && int.TryParse(device.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index)
                && index <= MaxIndex);
    }
}
