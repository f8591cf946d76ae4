using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>An exported file in plain ONNX Runtime.</summary>
internal sealed class OnnxFile(string path) : IDisposable
{
    private readonly InferenceSession _session = new(path);

    public InferenceSession Session => _session;

    /// <summary>Runs one picture, or a batch of equal ones.</summary>
    public Dictionary<string, object> Run(RawPicture picture, int batch = 1)
    {
        byte[] pixels = [.. Enumerable.Repeat(picture.Pixels, batch).SelectMany(copy => copy)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, picture.Height, picture.Width, 3]);
        return Run(("image", input));
    }

    public Dictionary<string, object> Run(params (string Name, OrtValue Value)[] inputs)
    {
        using var options = new RunOptions();
        string[] names = [.. _session.OutputNames];
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)], names);
        return names.Zip(outputs).ToDictionary(pair => pair.First, pair => ArrayOf(pair.Second));
    }

    public void Dispose() => _session.Dispose();

    private static object ArrayOf(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt8 => value.GetTensorDataAsSpan<byte>().ToArray(),
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt32 => value.GetTensorDataAsSpan<uint>().ToArray(),
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => value.GetTensorDataAsSpan<bool>().ToArray(),
        _ => value.GetStringTensorAsArray(),
    };
}
