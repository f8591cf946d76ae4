using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>A model that is ready to be written, and what it must agree with.</summary>
/// <param name="Parts">The model.</param>
/// <param name="Samples">Rows as the file takes them, with what the model makes of them.</param>
internal sealed record ExportedFile(ModelParts Parts, Func<MLContext, IDataView, long, IEnumerable<SampleRow>> Samples)
{
    /// <summary>The version of ONNX's operator set.</summary>
    public int Opset => (int)Parts.Model.OpsetImport.First(imported => imported.Domain is "" or "ai.onnx").Version;

    /// <summary>The inputs.</summary>
    public IReadOnlyList<NetworkValue> Inputs { get; } = [.. Parts.Graph.Input.Where(value => Parts.Tensors.All(tensor => tensor.Name != value.Name)).Select(Describe)];

    /// <summary>The outputs.</summary>
    public IReadOnlyList<NetworkValue> Outputs { get; } = [.. Parts.Graph.Output.Select(Describe)];

    /// <summary>Whether the file takes pictures and prepares them.</summary>
    public bool PreparesPictures => Inputs.Any(input => input.ElementType == TensorElementType.UInt8 && input.Shape.Count == 4);

    /// <summary>The transformers that nothing in the file depends on.</summary>
    public IReadOnlyList<ITransformer> Unneeded { get; init; } = [];

    /// <summary>Measures the accuracy before and after quantization; null when that is not asked for.</summary>
    public Func<FileRun, Int8Accuracy>? Measure { get; init; }

    /// <summary>Writes the file; one that fails the check, or that ONNX Runtime refuses, leaves nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Whether values go to a second file.</param>
    /// <param name="check">What must not throw.</param>
    /// <exception cref="DeepLearningException">ONNX Runtime refuses the model.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public void Write(string path, OnnxExportOptions options, Action<InferenceSession> check)
    {
        if (!options.ExternalData && !ModelWriter.NeedsExternalData(Parts))
        {
            using var stream = new MemoryStream();
            ModelWriter.Write(Parts, stream);
            byte[] bytes = stream.ToArray();
            Check(() => SessionFactory.Create(bytes, 0), check);
            AtomicFile.Write(path, target => target.Write(bytes));
            return;
        }

        // The pair is made beside its place, under its names, and moved there when it has been found right.
        string place = Path.GetFullPath(path), name = Path.GetFileName(place);
        string folder = Path.Combine(Path.GetDirectoryName(place)!, $".{name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            string made = Path.Combine(folder, name);
            ModelWriter.WriteWithExternalData(Parts, made);
            Check(() => SessionFactory.Create(made, 0), check);
            File.Move($"{made}.data", $"{place}.data", overwrite: true);
            File.Move(made, place, overwrite: true);
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            throw StorageFault.Of(path, "written", error, null);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private void Check(Func<InferenceSession> create, Action<InferenceSession> check)
    {
        try
        {
            using InferenceSession session = create();
            check(session);
        }
        catch (OnnxRuntimeException error)
        {
            throw new DeepLearningException(
                $"ONNX Runtime cannot run the exported model in operator set {Opset}: {NativeMessage.Of(error)} Ask for another {nameof(OnnxExportOptions.Opset)}.", error);
        }
    }

    private static NetworkValue Describe(ValueInfoProto value) => new(
        value.Name, (TensorElementType)value.Type.TensorType.ElemType, ElementTypes.ParseShape(value.Type.TensorType, $"'{value.Name}'"));
}
