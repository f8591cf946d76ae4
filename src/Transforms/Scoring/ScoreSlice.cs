using Microsoft.ML.OnnxRuntime;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace MlNetDeep;

/// <summary>Consecutive rows of a <see cref="ScoreBatch"/>, which are run together.</summary>
/// <param name="session">Lends the native session for each run.</param>
/// <param name="shape">The shapes of a row.</param>
/// <param name="inputs">For each input, pinned memory for as many rows as the slice holds.</param>
/// <param name="outputs">The same for each output.</param>
internal sealed class ScoreSlice(ScoringSession session, BatchShape shape, Memory<float>[] inputs, Memory<float>[] outputs) : IDisposable
{
    private readonly OrtValue?[] _inputValues = new OrtValue?[inputs.Length];
    private readonly OrtValue?[] _outputValues = new OrtValue?[outputs.Length];
    private OrtIoBinding? _binding;
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
        DisposeValues();
    }

    private void DisposeValues()
    {
        foreach (OrtValue? value in _inputValues.Concat(_outputValues))
            value?.Dispose();
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
                BindInputs(binding);
            return binding;
        }

        _bound = 0;
        DisposeValues();
        for (int i = 0; i < inputs.Length; i++)
            _inputValues[i] = Value(inputs[i], rows * shape.Inputs[i].Size, [rows, .. shape.Inputs[i].Dimensions]);
        BindInputs(binding);
        for (int i = 0; i < outputs.Length; i++)
        {
            _outputValues[i] = Value(outputs[i], rows * shape.OutputSizes[i], [rows, .. shape.Outputs[i]]);
            binding.BindOutput(session.OutputNames[i], _outputValues[i]);
        }

        _bound = rows;
        return binding;
    }

    private void BindInputs(OrtIoBinding binding)
    {
        for (int i = 0; i < inputs.Length; i++)
            binding.BindInput(session.InputNames[i], _inputValues[i]!);
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
