using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>Session options: threads, optimisations, and the GPU if one is asked for.</summary>
internal static class SessionFactory
{
    private const string CudaProvider = "CUDAExecutionProvider";

    public static SessionOptions Options(int threads) => new()
    {
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        IntraOpNumThreads = threads,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };

    /// <summary>Asks for the GPU; gives the device that will be used.</summary>
    /// <exception cref="DeepLearningException">The GPU cannot be used and the CPU was not allowed to stand in.</exception>
    public static DeviceChoice AppendCuda(SessionOptions options, DeviceChoice device, IHostEnvironment environment)
    {
        string problem;
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
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
                problem = error.Message;
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
}
