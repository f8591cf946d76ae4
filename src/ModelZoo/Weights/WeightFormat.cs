namespace MlNetDeep;

/// <summary>The formats that weights are read from; which one a file has is seen from its content.</summary>
public enum WeightFormat
{
    /// <summary>safetensors: a JSON header and raw tensors.</summary>
    Safetensors,

    /// <summary>What <c>torch.save</c> writes (<c>.pth</c>, <c>.pt</c>), in the zip format or the older one.</summary>
    PyTorch,

    /// <summary>NumPy's <c>.npz</c>: a zip of arrays.</summary>
    Npz,

    /// <summary>An ONNX model: its parameters and running statistics.</summary>
    Onnx,
}
