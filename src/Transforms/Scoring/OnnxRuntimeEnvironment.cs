using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep;

/// <summary>
/// ONNX Runtime's environment, of which a process has one. Everything here goes through it to ONNX Runtime, so that its
/// telemetry is off before it could start, and all models share its threads.
/// </summary>
/// <remarks>
/// ONNX Runtime decides when its environment is made: unless told not to, it then writes a device id and a database under
/// the user's cache folder, opens a file in the folder for temporary files, and starts an uploader.
/// <see cref="OrtEnv.DisableTelemetryEvents"/> comes too late for that; only the environment variable prevents it.
/// </remarks>
internal static class OnnxRuntimeEnvironment
{
    /// <summary>What turns ONNX Runtime's telemetry off when it is "1".</summary>
    public const string TelemetryVariable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<(OrtEnv Environment, bool IsOurs)> _instance = new(Create);

    /// <summary>The environment: the app's, with the app's choices, if it has made one; otherwise ours.</summary>
    public static OrtEnv Instance => _instance.Value.Environment;

    /// <summary>Whether it has one pool of threads for all sessions: ours has.</summary>
    public static bool HasSharedThreads => _instance.Value.IsOurs;

    private static (OrtEnv Environment, bool IsOurs) Create()
    {
        if (OrtEnv.IsCreated)
            return (OrtEnv.Instance(), false);
        string? chosen = Environment.GetEnvironmentVariable(TelemetryVariable);
        NativeEnvironment.Set(TelemetryVariable, chosen ?? "1");
        // As many threads as a session of its own would get, but once: a model that nobody disposes keeps none.
        using var threads = new OrtThreadingOptions { GlobalInterOpNumThreads = 1 };
        var options = new EnvironmentCreationOptions { threadOptions = threads };
        OrtEnv made;
        try
        {
            made = OrtEnv.CreateInstanceWithOptions(ref options);
        }
        catch (OnnxRuntimeException) when (OrtEnv.IsCreated)
        {
            // The app was quicker, on another thread.
            return (OrtEnv.Instance(), false);
        }

        // For builds that know the call but not the variable.
        if (chosen is null)
            made.DisableTelemetryEvents();
        return (made, true);
    }
}
