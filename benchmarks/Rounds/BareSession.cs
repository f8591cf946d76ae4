using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>ONNX Runtime as one uses it without us: a session over the exported file, one row or some a call.</summary>
internal sealed class BareSession : IDisposable
{
    private readonly SessionOptions _options = new();
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    public BareSession(byte[] onnx, int threads)
    {
        _options.IntraOpNumThreads = threads;
        _session = new InferenceSession(onnx, _options);
        _inputs = [.. _session.InputNames];
        _outputs = [.. _session.OutputNames];
    }

    public float Run(float[] features)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(features, [features.Length / 784, 1, 28, 28]);
        using IDisposableReadOnlyCollection<OrtValue> output = _session.Run(_runOptions, _inputs, [input], _outputs);
        return output[0].GetTensorDataAsSpan<float>()[0];
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
        _options.Dispose();
    }
}
