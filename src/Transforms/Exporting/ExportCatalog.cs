using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Adds the export to ONNX to <c>mlContext.DeepLearning</c>.</summary>
public static class ExportCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// Writes a fitted pipeline as an ONNX file that any ONNX Runtime scores: pictures <c>uint8</c> [N, H, W, 3] (upright,
        /// red first, of any size) or columns [N, ...] in, the columns of its last model out. The first rows of the data are scored by
        /// the model and by the file; where they differ, nothing is written.
        /// </summary>
        /// <param name="model">The model: a transformer, or a chain of them.</param>
        /// <param name="data">Rows with the columns that the model takes.</param>
        /// <param name="path">The file; an existing one is replaced when the new one is complete and was found right.</param>
        /// <param name="options">Form, operator set, batch, precision, names and metadata; null for the defaults.</param>
        /// <returns>What was written, and how closely it agrees with the model.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="DeepLearningException">
        /// A step cannot be written (the message names the transformer and the reason), ONNX Runtime refuses the file, or it
        /// differs from the model by more than is tolerated.
        /// </exception>
        /// <exception cref="ColumnException">The data are not such as the model takes.</exception>
        /// <exception cref="StorageException">The file cannot be written.</exception>
        public OnnxExportResult ExportToOnnx(ITransformer model, IDataView data, string path, OnnxExportOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(data);
            return OnnxExport.Write(catalog.Context, model, data.Schema, data, path, options ?? new OnnxExportOptions());
        }

        /// <summary>
        /// Writes a fitted pipeline as an ONNX file without any rows to compare the two on, for where there are none; a warning
        /// says so. ONNX Runtime still opens the file before it is written.
        /// </summary>
        /// <param name="model">The model: a transformer, or a chain of them.</param>
        /// <param name="inputSchema">The schema of the data that the model takes.</param>
        /// <param name="path">The file; an existing one is replaced when the new one is complete.</param>
        /// <param name="options">Form, operator set, batch, precision, names and metadata; null for the defaults.</param>
        /// <returns>What was written.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="DeepLearningException">A step cannot be written, or ONNX Runtime refuses the file.</exception>
        /// <exception cref="ColumnException">The schema is not one that the model takes.</exception>
        /// <exception cref="StorageException">The file cannot be written.</exception>
        public OnnxExportResult ExportToOnnx(ITransformer model, DataViewSchema inputSchema, string path, OnnxExportOptions? options = null) =>
            OnnxExport.Write(catalog.Context, model, inputSchema, null, path, options ?? new OnnxExportOptions());

        /// <summary>
        /// Makes of a fitted pipeline a chain of ML.NET's own transformers (loading, resizing and extraction of pictures,
        /// ApplyOnnxModel), which an app saves, loads and scores with ML.NET and Microsoft.ML.OnnxTransformer alone. The first rows of
        /// the data are scored by both.
        /// </summary>
        /// <remarks>
        /// ML.NET's columns of a single value are vectors of one there, and a predicted class is its name. Numbers come out equal;
        /// pictures do where they are upright and of the stated size.
        /// </remarks>
        /// <param name="model">The model: a transformer, or a chain of them.</param>
        /// <param name="data">Rows with the columns that the model takes.</param>
        /// <param name="options">The size of the pictures, and what the ONNX model inside is; null for the defaults.</param>
        /// <returns>The chain, and how closely it agrees with the model.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="DeepLearningException">A step cannot be written, the size of pictures is missing, or the two differ too much.</exception>
        public StockPipeline ToStockPipeline(ITransformer model, IDataView data, StockPipelineOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(data);
            return StockExport.Make(catalog.Context, model, data, options ?? new StockPipelineOptions());
        }

        /// <summary>
        /// Writes a fitted pipeline into a model repository of Triton Inference Server: a folder with <c>config.pbtxt</c>,
        /// <c>labels.txt</c> where the classes have names, and the ONNX file in the folder of its version.
        /// </summary>
        /// <param name="model">The model: a transformer, or a chain of them.</param>
        /// <param name="data">Rows with the columns that the model takes; the first are scored by the model and by the file.</param>
        /// <param name="repository">The folder of the repository; it is made when it is not there.</param>
        /// <param name="name">The model's name, which is that of its folder.</param>
        /// <param name="options">Version, batches, and what the ONNX file is; null for the defaults.</param>
        /// <returns>What was written, and how closely it agrees with the model.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="DeepLearningException">As for <c>ExportToOnnx</c>.</exception>
        /// <exception cref="StorageException">A folder or file cannot be written.</exception>
        public OnnxExportResult ExportToTriton(ITransformer model, IDataView data, string repository, string name, TritonOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(data);
            return TritonRepository.Write(catalog.Context, model, data, repository, name, options ?? new TritonOptions());
        }
    }
}
