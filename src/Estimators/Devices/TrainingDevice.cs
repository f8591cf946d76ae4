using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using MlNetDeep.Estimators.LibTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Finds out where to train, and says so.</summary>
internal static class TrainingDevice
{
    /// <summary>The device to train on; checks that it is there.</summary>
    /// <param name="device">The option: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>.</param>
    /// <param name="mlContext">Source of GpuDeviceId and FallbackToCpu; null when the environment is no MLContext.</param>
    /// <param name="description">What was chosen and why, for the log.</param>
    public static Device Choose(string device, MLContext? mlContext, out string description)
    {
        TorchLibrary.Ready();
        DeviceChoice choice = DeviceChoice.Resolve(device, mlContext);
        if (!choice.IsCuda)
        {
            description = $"cpu ({RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors)";
            return new Device("cpu");
        }

        int count = cuda.is_available() ? cuda.device_count() : 0;
        if (choice.Index >= count)
        {
            string problem = count == 0
                ? "this build of libtorch has no CUDA, or there is no NVIDIA GPU or driver"
                : $"there are {count} GPUs, numbered from 0";
            if (!choice.MayFallBack)
            {
                throw new TrainingException(
                    $"Device '{choice}' is not available: {problem}. Use 'cpu', or 'auto' with MLContext.FallbackToCpu.");
            }

            description = $"cpu, because '{choice}' is not available ({problem}) and FallbackToCpu is set";
            return new Device("cpu");
        }

        description = $"{choice} ({GpuInformation.Describe(choice.Index)})";
        return new Device(DeviceType.CUDA, choice.Index);
    }
}

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
            return $"{name}, {bytes / (double)(1UL << 30):0.0} GiB";
        }

        return Directory.Exists(NvidiaProcFolder) ? "NVIDIA GPU" : "name and memory unknown";
    }
}

/// <summary>Tells an allocation that failed from other errors of the native library.</summary>
internal static class OutOfMemory
{
    public static bool Is(ExternalException e) =>
        e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("DefaultCPUAllocator", StringComparison.Ordinal);
}
