using System.Globalization;

namespace MlNetDeep.Estimators;

/// <summary>
/// Name and memory of an NVIDIA GPU, asked of the driver: TorchSharp does not tell.
/// </summary>
internal static class GpuInformation
{
    private const string NvidiaProcFolder = "/proc/driver/nvidia/gpus";

    /// <summary>A short description; says so when the driver does not answer.</summary>
    /// <param name="index">CUDA's number of the device.</param>
    public static string Describe(int index)
    {
        if (CudaDriver.TryDescribe(index, out string name, out ulong bytes))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{name}, {bytes / (double)(1UL << 30):0.0} GiB");
        }

        return Directory.Exists(NvidiaProcFolder) ? "NVIDIA GPU" : "name and memory unknown";
    }
}
