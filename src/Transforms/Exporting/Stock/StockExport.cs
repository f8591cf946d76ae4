using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Puts an exported model between ML.NET's own image steps and ApplyOnnxModel.</summary>
internal static class StockExport
{
    public static StockPipeline Make(MLContext mlContext, ITransformer model, IDataView data, StockPipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        OptionsCheck.Throw(options);
        ExportPlan plan = ExportPlan.Of(model.Parts(), data.Schema, options.Export.OutputColumnNames);
        ExportedFile file = PipelineForm.Make(mlContext, plan, options.Export);
        using var onnx = new MemoryStream();
        ModelWriter.Write(file.Parts, onnx);
        onnx.Position = 0;
        List<ITransformer> steps = [];
        IDataView view = data;
        var shapes = new Dictionary<string, int[]>();
        foreach ((ExportInput input, string name) in ExportSteps.NamesOf(plan, options.Export))
        {
            if (input.IsPicture)
            {
                shapes[name] = [1, options.PictureHeight, options.PictureWidth, 3];
                AddPicture(input, name);
            }
        }

        Add(shapes.Count > 0 ? mlContext.Transforms.ApplyOnnxModel(onnx, shapes) : mlContext.Transforms.ApplyOnnxModel(onnx));
        var chain = new TransformerChain<ITransformer>([.. steps]);
        Parity parity = Compare(mlContext, plan, file, chain, data, options.Export);
        return new StockPipeline(chain, parity.Rows, parity.LargestDifference, parity.LabelAgreement);

        void Add(IEstimator<ITransformer> step) => Put(step.Fit(view));

        void Put(ITransformer step)
        {
            steps.Add(step);
            view = step.Transform(view);
        }

        void AddPicture(ExportInput input, string name)
        {
            string picture = input.Column.Name;
            if (options.PictureWidth == 0)
            {
                throw new DeepLearningException(
                    $"The model takes pictures (column '{picture}'), whose size ML.NET's own steps must know; give {nameof(StockPipelineOptions.PictureWidth)} and {nameof(StockPipelineOptions.PictureHeight)}.");
            }

            if (input.Index > 0 && plan.Parts[input.Index - 1] is ImageLoadingTransformer loading)
                Put(loading);
            else if (data.Schema.GetColumnOrNull(picture)?.Type is TextDataViewType)
                Add(mlContext.Transforms.LoadImages(picture = $"{name}.picture", input.Folder ?? "", input.Column.Name));
            else if (data.Schema.GetColumnOrNull(picture)?.Type is not ImageDataViewType)
                throw new DeepLearningException($"Column '{picture}' ({input.Column.Type}) is made by a step before, or holds the bytes of files, which ML.NET has no step for; give the model a column of paths or images.");
            Add(mlContext.Transforms.ResizeImages($"{name}.sized", options.PictureWidth, options.PictureHeight, picture, ImageResizingEstimator.ResizingKind.Fill));
            Add(mlContext.Transforms.ExtractPixels(name, $"{name}.sized", orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ARGB, interleavePixelColors: true, outputAsFloatArray: false));
        }
    }

    private static Parity Compare(MLContext mlContext, ExportPlan plan, ExportedFile file, ITransformer chain, IDataView data, OnnxExportOptions options)
    {
        var parity = new Parity();
        IDataView scored = chain.Transform(mlContext.Data.TakeRows(data, options.CheckedRows));
        DataViewSchema.Column[] columns = [.. plan.Outputs.Select(column => scored.Schema[column.Name])];
        using DataViewRowCursor cursor = scored.GetRowCursor(columns);
        Func<Array>[] readers = [.. columns.Select(column => SampleReader.Of(cursor, column))];
        foreach (SampleRow row in file.Samples(mlContext, data, options.CheckedRows))
        {
            cursor.MoveNext();
            parity.Add(row.Expected, [.. readers.Select(read => read())]);
        }

        parity.Require("The stock pipeline", options, file.PreparesPictures,
            "ML.NET's own steps decode without EXIF's orientation, and stretch without smoothing: give pictures of one size, upright, and their size.");
        return parity;
    }
}
