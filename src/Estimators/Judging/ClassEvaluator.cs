using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Puts generated images before a classifier and counts.</summary>
internal static class ClassEvaluator
{
    private const string PredictedLabel = "PredictedLabel";

    public static ConditionalMetrics Accuracy(MLContext context, IDataView generated, ITransformer classifier, ClassEvaluationOptions options)
    {
        OptionsCheck.Throw(options);
        (IDataView scored, ClassColumn predicted) = Score(context, generated, classifier, options);
        ClassColumn asked = ClassColumn.Bind(scored.Schema, options.ClassColumnName, "the class that was asked for", allowText: true);
        IReadOnlyList<string> names = predicted.Names!;
        var counts = new long[names.Count, names.Count];
        var askedCounts = new long[names.Count];
        long withoutClass = 0, undecided = 0;
        using DataViewRowCursor cursor = scored.GetRowCursor([asked.Column, predicted.Column]);
        Func<int> readAsked = asked.Reader(cursor, predicted), readPredicted = predicted.Reader(cursor, predicted);
        while (cursor.MoveNext())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            int wanted = readAsked();
            if (wanted < 0)
            {
                withoutClass++;
                continue;
            }

            askedCounts[wanted]++;
            int found = readPredicted();
            if (found < 0)
                undecided++;
            else
                counts[wanted, found]++;
        }

        return new ConditionalMetrics(names, counts, askedCounts, withoutClass, undecided);
    }

    public static ClassBalance Balance(MLContext context, IDataView generated, ITransformer classifier, ClassEvaluationOptions options)
    {
        OptionsCheck.Throw(options);
        (IDataView scored, ClassColumn predicted) = Score(context, generated, classifier, options);
        var counts = new long[predicted.Names!.Count];
        long undecided = 0;
        using DataViewRowCursor cursor = scored.GetRowCursor([predicted.Column]);
        Func<int> read = predicted.Reader(cursor, predicted);
        while (cursor.MoveNext())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            int found = read();
            if (found < 0)
                undecided++;
            else
                counts[found]++;
        }

        return new ClassBalance(predicted.Names, counts, undecided);
    }

    private static (IDataView Scored, ClassColumn Predicted) Score(
        MLContext context, IDataView generated, ITransformer classifier, ClassEvaluationOptions options)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        if (classifier is ConvNetTransformer network)
        {
            if (network.Options.Task is not (NetworkTask.Multiclass or NetworkTask.Binary))
                throw new ArgumentException($"A {network.Options.Task} model decides for no class; expected a multiclass or binary classifier.", nameof(classifier));

            // The classifier's own column; generators call theirs otherwise.
            string own = network.Options.InputColumnName;
            bool isGenerators = generated.Schema.GetColumnOrNull(own) is null && generated.Schema.GetColumnOrNull(JudgedImages.GeneratedColumn) is not null;
            generated = JudgedImages.Bind(context, generated, options.ImageColumnName ?? (isGenerators ? JudgedImages.GeneratedColumn : own), "generated",
                network.Network, options.Fit, network.Options.InputColumnName).View;
        }
        else if (options.ImageColumnName is not null)
        {
            throw new OptionsException(
            [
                $"ImageColumnName is '{options.ImageColumnName}', but the classifier is a {classifier.GetType().Name}, whose image column is not "
                + "known; rename the column with mlContext.Transforms.CopyColumns instead, or give the ConvNetTransformer itself.",
            ]);
        }

        IDataView scored = classifier.Transform(generated);
        string predicted = options.PredictedLabelColumnName
            ?? (classifier as ConvNetTransformer)?.Options.PredictedLabelColumnName ?? PredictedLabel;
        return (scored, ClassColumn.Bind(scored.Schema, predicted, "the classifier's decision", allowText: false));
    }
}
