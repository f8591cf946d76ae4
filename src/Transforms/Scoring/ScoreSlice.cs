using Microsoft.ML.OnnxRuntime;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace MlNetDeep.Transforms;

/// <summary>Consecutive rows of a <see cref="ScoreBatch"/>, bound for a run of their own.</summary>
internal sealed class ScoreSlice : IDisposable
{
    private readonly ScoringSession _session;
    private readonly InputShape _shape;
    private readonly Memory<float> _input;
    private readonly Memory<float> _output;
    private readonly OrtIoBinding _binding;
    private OrtValue? _inputValue;
    private OrtValue? _outputValue;
    private int _bound;
    private bool _disposed;

    /// <summary>Creates the slice.</summary>
    /// <param name="session">The session that will run it.</param>
    /// <param name="shape">The shape of a row of input.</param>
    /// <param name="binding">An empty binding, which the slice owns.</param>
    /// <param name="input">Pinned memory for as many rows of input as the slice holds.</param>
    /// <param name="output">Pinned memory for as many rows of scores.</param>
    public ScoreSlice(ScoringSession session, InputShape shape, OrtIoBinding binding, Memory<float> input, Memory<float> output)
    {
        _session = session;
        _shape = shape;
        _binding = binding;
        _input = input;
        _output = output;
    }

    /// <summary>Binds the first <paramref name="rows"/> rows, if they are not bound already.</summary>
    public OrtIoBinding Bind(int rows)
    {
        if (_disposed)
            throw _session.Disposed();
        if (rows == _bound)
        {
            // Binding copies the input to a GPU; on the CPU the network reads it where it is.
            if (_session.Device.IsCuda)
                _binding.BindInput(_session.InputName, _inputValue!);
            return _binding;
        }

        _bound = 0;
        _inputValue?.Dispose();
        _outputValue?.Dispose();
        _inputValue = Value(_input, rows * _shape.Size, [rows, .. _shape.Dimensions]);
        _outputValue = Value(_output, rows * _session.OutputSize, [rows, .. _session.OutputDimensions]);
        _binding.BindInput(_session.InputName, _inputValue);
        _binding.BindOutput(_session.OutputName, _outputValue);
        _bound = rows;
        return _binding;
    }

    /// <summary>Releases the native handles.</summary>
    public void Dispose()
    {
        _disposed = true;
        _binding.Dispose();
        _inputValue?.Dispose();
        _outputValue?.Dispose();
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
                OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)pinned, count * (long)sizeof(float));
        }
    }
}
