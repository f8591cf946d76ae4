using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Current.Open();

    public static Device device(string description) => InitializeDevice(new Device(description));

    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static bool TryInitializeDeviceType(DeviceType deviceType) =>
        deviceType == DeviceType.CPU || (deviceType == DeviceType.CUDA && cuda.is_available());

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
        }
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }

    public static int get_num_threads()
    {
        int threads = NativeMethods.mlnd_threads();
        NativeError.Check(threads);
        return threads;
    }

    public static void set_num_threads(int num) => NativeError.Check(NativeMethods.mlnd_set_threads(num));

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.mlnd_cuda_device_count();

        public static void manual_seed(long seed) => NativeError.Check(NativeMethods.mlnd_manual_seed_cuda((ulong)seed, -1));

        public static void synchronize(Device? device = null) =>
            NativeError.Check(NativeMethods.mlnd_cuda_synchronize(device?.index ?? -1));
    }
}
