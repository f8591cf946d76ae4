namespace MlNetDeep;

/// <content>Weights from and to files.</content>
public sealed partial class Network
{
    /// <summary>
    /// Gives a network with the weights of a file: safetensors, PyTorch's <c>.pth</c>, NumPy's <c>.npz</c> or an ONNX
    /// model, which is seen from its content. Tensors are matched by name to <see cref="Parameters"/> and
    /// <see cref="Buffers"/>; half, bfloat16 and double numbers become single-precision ones.
    /// </summary>
    /// <param name="path">The path of the file. It may come from anywhere; nothing in it is executed.</param>
    /// <param name="options">How to match; null for all defaults, which want everything to fit.</param>
    /// <returns>The new network.</returns>
    /// <exception cref="WeightFileException">The file is damaged, hostile or of an unknown format, or holds NaN.</exception>
    /// <exception cref="WeightMismatchException">
    /// Something is missing, unexpected or misshapen and <see cref="LoadWeightsOptions.Strict"/> is true, or nothing fits.
    /// </exception>
    /// <exception cref="OptionsException">A renaming cannot be, or two tensors would get the same name.</exception>
    /// <exception cref="StorageException">There is no such file, or it cannot be read.</exception>
    public Network LoadWeights(string path, LoadWeightsOptions? options = null) => LoadWeights(path, options, out _);

    /// <summary>Gives a network with the weights of a file, and what of it fitted; see the other overload.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">How to match; null for all defaults.</param>
    /// <param name="report">What was loaded, missing, unexpected, misshapen.</param>
    /// <returns>The new network.</returns>
    public Network LoadWeights(string path, LoadWeightsOptions? options, out WeightReport report)
    {
        using var file = WeightFile.Open(path);
        return WeightLoader.Load(this, file, options ?? new(), out report);
    }

    /// <summary>
    /// Saves the weights (<see cref="Parameters"/> and <see cref="Buffers"/>) as a safetensors file, which PyTorch and
    /// others read too. The target is either the old file or the complete new one.
    /// </summary>
    /// <param name="path">The path of the file; an existing one is replaced.</param>
    /// <exception cref="StorageException">The file cannot be written; the target is as it was.</exception>
    public void SaveWeights(string path) =>
        WeightFile.Save(
            path,
            Parameters.Select(p => p.Tensor).Concat(Buffers.Select(b => Tensors[b])),
            new Dictionary<string, string> { ["format"] = "pt", ["network"] = Name });
}
