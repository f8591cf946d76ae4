namespace MlNetDeep.Estimators.LibTorch;

/// <summary>
/// How libtorch's threads wait for work. On Linux they are libgomp's, which by default spin 300,000 times before they
/// sleep: beside other busy threads a training step then takes many times as long, because a spinning thread keeps the core
/// that the working one needs. Threads that sleep at once (OMP_WAIT_POLICY=PASSIVE) are the other extreme: on a quiet
/// virtual machine, where waking a core is dear, a small step takes nearly twice as long.
/// </summary>
internal static class ThreadWaiting
{
    private const string Policy = "OMP_WAIT_POLICY";
    private const string SpinCount = "GOMP_SPINCOUNT";

    // From one operator to the next, and little more. A step of the MNIST convnet, two threads on two cores, in ms, with
    // 0, 1 and 4 busy processes beside: 35, 91, 165; by default 35, 84, 368; asleep at once 70, 70, 115.
    private const string FewSpins = "10000";

    /// <summary>
    /// Lets them spin for a short while only, unless the user said otherwise. libgomp reads this once, when it is loaded,
    /// and from the C library's environment, of which .NET's is a copy.
    /// </summary>
    public static void LimitSpinning()
    {
        if (OperatingSystem.IsLinux()
            && Environment.GetEnvironmentVariable(Policy) is null && Environment.GetEnvironmentVariable(SpinCount) is null)
        {
            NativeEnvironment.Set(SpinCount, FewSpins);
        }
    }
}
