using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Counts the right answers of a model and of its file on labelled rows.</summary>
internal static class AccuracyCheck
{
    /// <summary>Scores the rows.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="plan">The pipeline.</param>
    /// <param name="run">The file.</param>
    /// <param name="options">The rows, the label, and what may be lost.</param>
    /// <exception cref="DeepLearningException">There is no prediction to judge, or more is lost than may be.</exception>
    public static Int8Accuracy Measure(MLContext mlContext, ExportPlan plan, FileRun run, OnnxExportOptions options)
    {
        Int8Options int8 = options.Int8!;
        int answer = plan.Outputs.ToList().FindIndex(column => column.Type is KeyDataViewType or TextDataViewType or BooleanDataViewType);
        if (answer < 0)
            throw new DeepLearningException($"The file gives no label ({string.Join(", ", plan.Outputs.Select(column => column.Name))}), so that no accuracy can be measured; leave {nameof(Int8Options.EvaluationData)} out.");
        DataViewSchema result = int8.EvaluationData!.Schema;
        foreach (ITransformer part in plan.Parts)
            result = part.GetOutputSchema(result);
        DataViewSchema.Column label = result.GetColumnOrNull(int8.LabelColumnName) ?? throw ColumnException.Missing(int8.LabelColumnName, result, " of labels to measure the accuracy with");
        Func<object, string> wanted = Names(label, isText: false), given = Names(plan.Outputs[answer], isText: false), written = Names(plan.Outputs[answer], options.Labels == OnnxLabels.Text);
        (int rows, int before, int after) = (0, 0, 0);
        foreach (SampleRow row in ExportSamples.Read(mlContext, plan, int8.EvaluationData, long.MaxValue, label.Name))
        {
            string right = wanted(row.Expected[^1].GetValue(0)!);
            rows++;
            before += given(row.Expected[answer].GetValue(0)!) == right ? 1 : 0;
            after += written(run.Run(row.Inputs)[answer].GetValue(0)!) == right ? 1 : 0;
        }

        if (rows == 0)
            throw new DeepLearningException($"{nameof(Int8Options.EvaluationData)} has no rows.");
        var accuracy = new Int8Accuracy(rows, (double)before / rows, (double)after / rows);
        return accuracy.Before - accuracy.After <= int8.LargestLoss ? accuracy : throw new DeepLearningException($"Quantization loses too much: of {rows} rows the model gets {accuracy.Before:P2} right, the file {accuracy.After:P2}, and at most {int8.LargestLoss:P2} may be lost. Calibrate with more rows, or rows more like these; or take {nameof(OnnxPrecision.Float16)}. Nothing was written.");
    }

    // Keys as the names of their classes, so that keys of two columns can be compared.
    private static Func<object, string> Names(DataViewSchema.Column column, bool isText)
    {
        ClassLabels? classes = column.Type is KeyDataViewType && !isText ? ClassLabels.FromColumn(column) : null;
        return value => value switch
        {
            uint key when classes is not null => key == 0 ? "" : classes.Texts[(int)key - 1],
            uint key => key == 0 ? "" : LabelText.Format(key - 1),
            string text => text,
            _ => LabelText.Format(value),
        };
    }
}
