using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Scores rows with a model, and reads its logits and the labels.</summary>
internal static class HeldOutReader
{
    /// <exception cref="ColumnException">A column is missing or of another type, or its keys stand for other values.</exception>
    /// <exception cref="DeepLearningException">The model is a regression.</exception>
    public static HeldOutScores Read(MLContext context, ConvNetTransformer model, IDataView data)
    {
        ConvNetTransformerOptions options = model.Options;
        if (options.Task == NetworkTask.Regression)
            throw new DeepLearningException("A regression has no probabilities; expected a multiclass, binary or multi-label model.");

        // The score of the other tasks is the logit already.
        using ConvNetTransformer? logits = options.Task == NetworkTask.Multiclass ? Logits(context, model) : null;
        IDataView scored = (logits ?? model).Transform(data);
        DataViewSchema.Column label = scored.Schema.GetColumnOrNull(options.LabelColumnName) ?? throw ColumnException.Missing(options.LabelColumnName, scored.Schema);
        DataViewSchema.Column score = scored.Schema[options.ScoreColumnName];
        int outputs = model.Classes?.Count ?? 1;
        var held = new HeldOutScores(options.Task, outputs);
        using DataViewRowCursor cursor = scored.GetRowCursor([label, score]);
        Func<double[], bool> read = Labels(cursor, label, model);
        Action<float[]> readScores = Scores(cursor, score);
        var truth = new double[options.Task == NetworkTask.MultiLabel ? outputs : 1];
        var values = new float[outputs];
        while (cursor.MoveNext())
        {
            if (!read(truth))
                continue;
            readScores(values);
            held.Add(values, truth);
        }

        return held;
    }

    private static ConvNetTransformer Logits(MLContext context, ConvNetTransformer model)
    {
        NetworkNode softmax = model.Network.Nodes.First(node => node.Outputs.Contains(model.Network.Outputs[0].Name));
        return new ConvNetTransformer(
            context, model.Network.WithOutputs(softmax.Inputs[0]), model.Options with { Task = NetworkTask.Regression, Classes = null });
    }

    /// <summary>Reads a label; false when the row has none.</summary>
    private static Func<double[], bool> Labels(DataViewRow row, DataViewSchema.Column label, ConvNetTransformer model)
    {
        switch (model.Options.Task)
        {
            case NetworkTask.Multiclass:
                Func<int> key = TruthReader.Key(row, label, TruthReader.Match(label, model.Classes!));
                return truth => (truth[0] = key()) >= 0;
            case NetworkTask.MultiLabel:
                LabelGetter labels = TruthReader.Labels(row, label, model.Classes!);
                return truth =>
                {
                    labels(truth);
                    return true;
                };
            default:
                if (label.Type is not BooleanDataViewType)
                    throw new ColumnException(label.Name, $"Label column '{label.Name}' has type {label.Type}; expected a Boolean.");
                ValueGetter<bool> getter = row.GetGetter<bool>(label);
                bool value = false;
                return truth =>
                {
                    getter(ref value);
                    truth[0] = value ? 1 : 0;
                    return true;
                };
        }
    }

    private static Action<float[]> Scores(DataViewRow row, DataViewSchema.Column score)
    {
        if (score.Type is not VectorDataViewType)
        {
            ValueGetter<float> single = row.GetGetter<float>(score);
            return values => single(ref values[0]);
        }

        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(score);
        VBuffer<float> buffer = default;
        return values =>
        {
            getter(ref buffer);
            buffer.CopyTo(values);
        };
    }
}
