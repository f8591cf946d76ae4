using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>The only place where sessions are made: threads, optimisations, and the GPU if one is asked for.</summary>
internal static class SessionFactory
{
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>
    /// Multiply-additions of a row up to which a network is small: one core takes some 0.2 ms for them, and waking other
    /// threads for each of its layers costs more than they save. Rows of a batch are shared among threads all the same.
    /// </summary>
    private const long SmallNetwork = 10_000_000;

    /// <summary>The threads of one run on the CPU, for <see cref="Create(Network, int)"/>.</summary>
    public static int ThreadsOf(Network network, SessionSettings settings) =>
        settings.IsRepeatable || (settings.Threads == 0 && IsSmall(network)) ? 1 : settings.Threads;

    /// <summary>Creates a session on the CPU.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Threads of a run: the shared ones when 0, otherwise as many of the session's own.</param>
    public static InferenceSession Create(Network network, int threads)
    {
        using SessionOptions options = Options(threads);
        return NetworkSession.Create(network, options);
    }

    /// <summary>Creates a session on the CPU for a file that is to be checked.</summary>
    /// <param name="onnx">The file's bytes.</param>
    /// <param name="threads">Threads of a run: the shared ones when 0, otherwise as many of the session's own.</param>
    public static InferenceSession Create(byte[] onnx, int threads)
    {
        using SessionOptions options = Options(threads);
        return new InferenceSession(onnx, options);
    }

    /// <summary>Creates a session on the CPU for a model whose values are in a second file.</summary>
    /// <param name="path">The model's file.</param>
    /// <param name="threads">Threads of a run: the shared ones when 0, otherwise as many of the session's own.</param>
    public static InferenceSession Create(string path, int threads)
    {
        using SessionOptions options = Options(threads);
        return new InferenceSession(path, options);
    }

    /// <summary>Creates a session on a device.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">Threads of a run on the CPU: the shared ones when 0, otherwise as many of the session's own.</param>
    /// <param name="device">The device that is asked for; then the one that will be used.</param>
    /// <param name="environment">Where warnings are logged.</param>
    /// <exception cref="DeepLearningException">The GPU cannot be used and the CPU was not allowed to stand in.</exception>
    public static InferenceSession Create(Network network, int threads, ref DeviceChoice device, IHostEnvironment environment)
    {
        using SessionOptions options = Options(threads);
        if (device.IsCuda)
            device = AppendCuda(options, device, environment);
        return NetworkSession.Create(network, options);
    }

    private static SessionOptions Options(int threads)
    {
        // Before anything of a session: it is what decides about telemetry.
        bool hasSharedThreads = OnnxRuntimeEnvironment.HasSharedThreads;
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (threads == 0 && hasSharedThreads)
            options.DisablePerSessionThreads();
        return options;
    }

    /// <summary>Asks for the GPU; gives the device that will be used.</summary>
    private static DeviceChoice AppendCuda(SessionOptions options, DeviceChoice device, IHostEnvironment environment)
    {
        string problem;
        if (!OnnxRuntimeEnvironment.Instance.GetAvailableProviders().Contains(CudaProvider))
        {
            problem = "this build of ONNX Runtime has no CUDA provider; reference the package Microsoft.ML.OnnxRuntime.Gpu";
        }
        else
        {
            try
            {
                options.AppendExecutionProvider_CUDA(device.Index);
                return device;
            }
            catch (OnnxRuntimeException error)
            {
                problem = NativeMessage.Of(error).TrimEnd('.');
            }
        }

        if (!device.MayFallBack)
        {
            throw new DeepLearningException(
                $"Device '{device}' cannot be used for scoring: {problem}. Set Device to 'cpu', or to 'auto' with "
                + "MLContext.FallbackToCpu to use the CPU where there is no GPU.");
        }

        using IChannel channel = environment.Start("ConvNetTransformer");
        channel.Warning(MessageSensitivity.None, $"Device '{device}' cannot be used: {problem}. Scoring on the CPU instead.");
        return default;
    }

    private static bool IsSmall(Network network)
    {
        try
        {
            return network.Summary().TotalMacs <= SmallNetwork;
        }
        catch (ShapeException)
        {
            // With operators that only ONNX Runtime knows there is no saying.
            return false;
        }
    }
}
