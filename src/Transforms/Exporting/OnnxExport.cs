using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Writes a fitted pipeline as an ONNX file, and compares the two before the file is there.</summary>
internal static class OnnxExport
{
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="schema">The schema of the data that it takes.</param>
    /// <param name="data">Rows to compare with; null when there are none.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">What is written.</param>
    public static OnnxExportResult Write(MLContext mlContext, ITransformer model, DataViewSchema schema, IDataView? data, string path, OnnxExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentException.ThrowIfNullOrEmpty(path);
        OptionsCheck.Throw(options);
        IReadOnlyList<ITransformer> parts = model.Parts();
        ExportedFile file = options.Form == OnnxForm.Network
            ? NetworkForm.Make(mlContext, parts, schema, options)
            : PipelineForm.Make(mlContext, ExportPlan.Of(parts, schema, options.OutputColumnNames), options);
        Parity parity = new();
        Int8Accuracy? accuracy = null;
        file.Write(path, options, session =>
        {
            using var run = new FileRun(session, options.Batch ?? 2, file.Inputs.Select(input => input.Name), file.Outputs.Select(output => output.Name));
            if (data is not null && options.CheckedRows > 0)
                Compare(run, file, file.Samples(mlContext, data, options.CheckedRows), parity, path, options);
            accuracy = file.Measure?.Invoke(run);
        });
        Log(mlContext, path, file, parity, options);
        return new OnnxExportResult
        {
            Path = path,
            Opset = file.Opset,
            Inputs = file.Inputs,
            Outputs = file.Outputs,
            Rows = parity.Rows,
            LargestDifference = parity.LargestDifference,
            LabelAgreement = parity.LabelAgreement,
            Accuracy = accuracy,
        };
    }

    private static void Compare(FileRun run, ExportedFile file, IEnumerable<SampleRow> rows, Parity parity, string path, OnnxExportOptions options)
    {
        foreach (SampleRow row in rows)
            parity.Add(row.Expected, run.Run(row.Inputs));
        parity.Require($"'{path}'", options, file.PreparesPictures, options.Precision == OnnxPrecision.Float
            ? $"Ask for another {nameof(OnnxExportOptions.Opset)}, or report the model; raise {nameof(OnnxExportOptions.Tolerance)} only when such a difference does not matter."
            : $"Take another {nameof(OnnxExportOptions.Precision)}, or raise {nameof(OnnxExportOptions.Tolerance)} or lower {nameof(OnnxExportOptions.LeastLabelAgreement)} when such a difference does not matter.");
    }

    private static void Log(MLContext mlContext, string path, ExportedFile file, Parity parity, OnnxExportOptions options)
    {
        using IChannel channel = ((IHostEnvironment)mlContext).Start("ExportToOnnx");
        if (file.Unneeded.Count > 0)
            channel.Info(MessageSensitivity.None, $"{path}: nothing in the file depends on {string.Join(", ", file.Unneeded.Select(part => part.GetType().Name))}.");
        if (parity.Rows > 0)
        {
            channel.Info(MessageSensitivity.None, $"{path}: compared with the model on {parity.Rows} rows; largest difference {parity.LargestDifference:G3}, labels agree on {parity.LabelAgreement:P1}.");
        }
        else
        {
            channel.Warning(MessageSensitivity.None, $"{path} was not compared with the model: {(options.CheckedRows == 0 ? $"{nameof(OnnxExportOptions.CheckedRows)} is 0" : "there were no rows")}.");
        }
    }
}
