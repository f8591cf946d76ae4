using Microsoft.ML.OnnxRuntime;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace MlNetDeep;

/// <summary>Consecutive rows of a <see cref="ScoreBatch"/>, which are run together.</summary>
/// <param name="session">Lends the native session for each run.</param>
/// <param name="shape">The shape of a row of input.</param>
/// <param name="input">Pinned memory for as many rows of input as the slice holds.</param>
/// <param name="output">Pinned memory for as many rows of scores.</param>
internal sealed class ScoreSlice(ScoringSession session, InputShape shape, Memory<float> input, Memory<float> output) : IDisposable
{
    private OrtIoBinding? _binding;
    private OrtValue? _inputValue;
    private OrtValue? _outputValue;
    private int _bound;
    private bool _disposed;

    /// <summary>Runs the network on the first <paramref name="rows"/> rows.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    /// <exception cref="DeepLearningException">ONNX Runtime failed.</exception>
    public void Run(int rows)
    {
        using ScoringSession.Lease lease = session.Lend();
        try
        {
            OrtIoBinding binding = Bind(lease.Session, rows);
            lease.Session.RunWithBinding(lease.Options, binding);
            if (session.Device.IsCuda)
                binding.SynchronizeBoundOutputs();
            GC.KeepAlive(this);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DeepLearningException($"ONNX Runtime failed on {session.Device}: {NativeMessage.Of(error)}", error);
        }
    }

    /// <summary>Releases the native handles.</summary>
    public void Dispose()
    {
        _disposed = true;
        _binding?.Dispose();
        _inputValue?.Dispose();
        _outputValue?.Dispose();
    }

    private OrtIoBinding Bind(InferenceSession native, int rows)
    {
        if (_disposed)
            throw session.Disposed();
        OrtIoBinding binding = _binding ??= native.CreateIoBinding();
        if (rows == _bound)
        {
            // Binding copies the input to a GPU; on the CPU the network reads it where it is.
            if (session.Device.IsCuda)
                binding.BindInput(session.InputName, _inputValue!);
            return binding;
        }

        _bound = 0;
        _inputValue?.Dispose();
        _outputValue?.Dispose();
        _inputValue = Value(input, rows * shape.Size, [rows, .. shape.Dimensions]);
        _outputValue = Value(output, rows * session.OutputSize, [rows, .. session.OutputDimensions]);
        binding.BindInput(session.InputName, _inputValue);
        binding.BindOutput(session.OutputName, _outputValue);
        _bound = rows;
        return binding;
    }

    /// <summary>
    /// The memory as a tensor. Given as memory, ONNX Runtime would pin it once more and, when nobody disposes the value,
    /// for ever; the slice is what keeps it.
    /// </summary>
    private static unsafe OrtValue Value(Memory<float> memory, int count, long[] shape)
    {
        fixed (float* pinned = memory.Span[..count])
        {
            return OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, shape, (nint)pinned, count * (long)sizeof(float));
        }
    }
}
