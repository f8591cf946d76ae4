using Microsoft.ML.OnnxRuntime;
using Element = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace MlNetDeep;

/// <summary>A written model in ONNX Runtime, run on one row at a time.</summary>
internal sealed class FileRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly int _batch;

    /// <param name="session">The session, which belongs to the caller.</param>
    /// <param name="batch">How many times a row is given; 2 shows that rows do not depend on each other.</param>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="outputs">The names of the outputs.</param>
    public FileRun(InferenceSession session, int batch, IEnumerable<string> inputs, IEnumerable<string> outputs) =>
        (_session, _batch, _inputs, _outputs) = (session, batch, [.. inputs], [.. outputs]);

    /// <summary>Runs a row; each output has the values of every copy of it.</summary>
    /// <exception cref="OnnxRuntimeException">The file cannot be run.</exception>
    public Array[] Run(IReadOnlyList<SampleValue> row)
    {
        OrtValue[] inputs = [.. row.Select(ValueOf)];
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, _inputs, inputs, _outputs);
            return [.. outputs.Select(ArrayOf)];
        }
        finally
        {
            foreach (OrtValue input in inputs)
                input.Dispose();
        }
    }

    public void Dispose() => _options.Dispose();

    private static Array ArrayOf(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        Element.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        Element.Double => value.GetTensorDataAsSpan<double>().ToArray(),
        Element.Bool => value.GetTensorDataAsSpan<bool>().ToArray(),
        Element.UInt8 => value.GetTensorDataAsSpan<byte>().ToArray(),
        Element.Int8 => value.GetTensorDataAsSpan<sbyte>().ToArray(),
        Element.UInt16 => value.GetTensorDataAsSpan<ushort>().ToArray(),
        Element.Int16 => value.GetTensorDataAsSpan<short>().ToArray(),
        Element.UInt32 => value.GetTensorDataAsSpan<uint>().ToArray(),
        Element.Int32 => value.GetTensorDataAsSpan<int>().ToArray(),
        Element.UInt64 => value.GetTensorDataAsSpan<ulong>().ToArray(),
        Element.Int64 => value.GetTensorDataAsSpan<long>().ToArray(),
        _ => value.GetStringTensorAsArray(),
    };

    private OrtValue ValueOf(SampleValue value) => value.Values switch
    {
        float[] values => Repeated(values, value.Dimensions),
        double[] values => Repeated(values, value.Dimensions),
        bool[] values => Repeated(values, value.Dimensions),
        byte[] values => Repeated(values, value.Dimensions),
        sbyte[] values => Repeated(values, value.Dimensions),
        ushort[] values => Repeated(values, value.Dimensions),
        short[] values => Repeated(values, value.Dimensions),
        uint[] values => Repeated(values, value.Dimensions),
        int[] values => Repeated(values, value.Dimensions),
        ulong[] values => Repeated(values, value.Dimensions),
        long[] values => Repeated(values, value.Dimensions),
        _ => Texts((string[])value.Values, value.Dimensions),
    };

    private OrtValue Repeated<T>(T[] values, long[] dimensions)
        where T : unmanaged
    {
        T[] all = new T[values.Length * _batch];
        for (int i = 0; i < _batch; i++)
            values.CopyTo(all, i * values.Length);
        return OrtValue.CreateTensorValueFromMemory(all, [_batch, .. dimensions]);
    }

    private OrtValue Texts(string[] values, long[] dimensions)
    {
        OrtValue tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [_batch, .. dimensions]);
        for (int i = 0; i < values.Length * _batch; i++)
            tensor.StringTensorSetElementAt(values[i % values.Length], i);
        return tensor;
    }
}
