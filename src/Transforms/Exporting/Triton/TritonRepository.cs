using System.Globalization;
using System.Text;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Writes a model as a folder of a Triton model repository.</summary>
internal static class TritonRepository
{
    private const string LabelsFile = "labels.txt";

    public static OnnxExportResult Write(MLContext mlContext, ITransformer model, IDataView data, string repository, string name, TritonOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(repository);
        ArgumentException.ThrowIfNullOrEmpty(name);
        OptionsCheck.Throw(options);
        if (name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || name is "." or "..")
            throw new OptionsException([$"The model's name is '{name}'; expected the name of a folder."]);
        string folder = Path.Combine(repository, name), version = Path.Combine(folder, options.Version.ToString(CultureInfo.InvariantCulture));
        try
        {
            Directory.CreateDirectory(version);
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            throw StorageFault.Of(version, "made", error, null);
        }

        OnnxExportResult result = OnnxExport.Write(mlContext, model, data.Schema, data, Path.Combine(version, "model.onnx"), options.Export);
        IReadOnlyList<string>? labels = LabelsOf(result);
        if (labels is not null)
            Save(LabelsFile, string.Concat(labels.Select(label => $"{label.ReplaceLineEndings(" ")}\n")));
        Save("config.pbtxt", Config(name, result, labels?.Count, options));
        return result;

        void Save(string file, string text) => AtomicFile.Write(Path.Combine(folder, file), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static IReadOnlyList<string>? LabelsOf(OnnxExportResult result) => Network.Load(result.Path).Labels;

    private static string Config(string name, OnnxExportResult result, int? labels, TritonOptions options)
    {
        bool isFree = options.Export.Batch is null;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"name: {Quote(name)}\nbackend: \"onnxruntime\"\nmax_batch_size: {(isFree ? options.MaxBatchSize : 0)}\n");
        Values("input", result.Inputs);
        Values("output", result.Outputs);
        if (isFree)
            text.Append("dynamic_batching { }\n");
        return text.ToString();

        void Values(string kind, IReadOnlyList<NetworkValue> values)
        {
            foreach (NetworkValue value in values)
            {
                // The batch stands before what is listed, where the server makes batches.
                string dims = string.Join(", ", value.Shape.Skip(isFree ? 1 : 0).Select(size => $"{size ?? -1}"));
                text.Append(CultureInfo.InvariantCulture, $"{kind} [\n  {{\n    name: {Quote(value.Name)}\n    data_type: {TypeOf(value)}\n    dims: [ {dims} ]\n");
                if (kind == "output" && labels is not null && value.ElementType == TensorElementType.Float && value.Shape[^1] == labels)
                    text.Append(CultureInfo.InvariantCulture, $"    label_filename: \"{LabelsFile}\"\n");
                text.Append("  }\n]\n");
            }
        }
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string TypeOf(NetworkValue value) => value.ElementType switch
    {
        TensorElementType.Float => "TYPE_FP32",
        TensorElementType.Double => "TYPE_FP64",
        TensorElementType.Float16 => "TYPE_FP16",
        TensorElementType.BFloat16 => "TYPE_BF16",
        TensorElementType.String => "TYPE_STRING",
        TensorElementType.Bool or TensorElementType.UInt8 or TensorElementType.UInt16 or TensorElementType.UInt32 or TensorElementType.UInt64
            or TensorElementType.Int8 or TensorElementType.Int16 or TensorElementType.Int32 or TensorElementType.Int64 => $"TYPE_{value.ElementType.ToString().ToUpperInvariant()}",
        _ => throw new DeepLearningException($"'{value.Name}' is of {value.ElementType}, which Triton does not know."),
    };
}
