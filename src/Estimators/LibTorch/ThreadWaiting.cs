using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators.LibTorch;

/// <summary>
/// How libtorch's threads wait for work. On Linux they are libgomp's, which by default spin: beside any other busy thread
/// a training step then takes many times as long, because a spinning thread keeps the core that the working one needs.
/// </summary>
internal static class ThreadWaiting
{
    private const string Policy = "OMP_WAIT_POLICY";
    private const string SpinCount = "GOMP_SPINCOUNT";

    /// <summary>
    /// Lets them sleep instead, unless the user said otherwise. libgomp reads this once, when it is loaded, and from the
    /// C library's environment, of which .NET's is a copy.
    /// </summary>
    public static void MakePassive()
    {
        if (OperatingSystem.IsLinux()
            && Environment.GetEnvironmentVariable(Policy) is null && Environment.GetEnvironmentVariable(SpinCount) is null)
        {
            NativeEnvironment.Set(Policy, "PASSIVE");
        }
    }
}
