using System.Runtime.InteropServices;
using Microsoft.ML;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

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
