using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>A transformer that the wanted columns depend on.</summary>
/// <param name="Index">Its place in the chain.</param>
/// <param name="Part">The transformer.</param>
/// <param name="Input">The schema that it gets.</param>
/// <param name="Outputs">Those of its columns that are needed.</param>
internal sealed record ExportStep(int Index, ITransformer Part, DataViewSchema Input, IReadOnlyList<DataViewSchema.Column> Outputs)
{
    /// <summary>Names the step in an error.</summary>
    public override string ToString() => $"{Part.GetType().Name} (makes column '{Outputs[0].Name}')";

    /// <summary>The columns that some of the step's columns are made of.</summary>
    public IReadOnlyList<DataViewSchema.Column> SourcesOf(params IEnumerable<DataViewSchema.Column> columns) => Part.IsRowToRowMapper
        ? [.. Part.GetRowToRowMapper(Input).GetDependencies(columns).DistinctBy(column => column.Name)]
        : [.. columns.Select(column => Input.GetColumnOrNull(column.Name)).OfType<DataViewSchema.Column>()];
}

/// <summary>A column that is an input of the file.</summary>
/// <param name="Column">The column.</param>
/// <param name="Index">How many transformers of the chain come before it.</param>
/// <param name="IsPicture">Whether its values are pictures, [H, W, 3] bytes in the file.</param>
/// <param name="Folder">Where the paths of pictures begin; null for the current folder, and for what is no path.</param>
/// <param name="MaxPixels">The largest picture.</param>
internal sealed record ExportInput(DataViewSchema.Column Column, int Index, bool IsPicture, string? Folder = null, long MaxPixels = 0);

/// <summary>
/// What of a fitted pipeline makes the wanted columns: followed by columns from the result back to the data. Steps that
/// have no part in them (a label's key for training, say) are left out, and nothing else is.
/// </summary>
internal sealed class ExportPlan
{
    private ExportPlan(
        IReadOnlyList<ITransformer> parts, IReadOnlyList<DataViewSchema> schemas, IReadOnlyList<ExportStep> steps,
        IReadOnlyList<ExportInput> inputs, IReadOnlyList<DataViewSchema.Column> outputs) =>
        (Parts, Schemas, Steps, Inputs, Outputs) = (parts, schemas, steps, inputs, outputs);

    /// <summary>All transformers, chains taken apart.</summary>
    public IReadOnlyList<ITransformer> Parts { get; }

    /// <summary>What each of them gets, and what the last one gives.</summary>
    public IReadOnlyList<DataViewSchema> Schemas { get; }

    /// <summary>The steps that are needed, in their order.</summary>
    public IReadOnlyList<ExportStep> Steps { get; }

    /// <summary>The columns that come from outside.</summary>
    public IReadOnlyList<ExportInput> Inputs { get; }

    /// <summary>The wanted columns of the result.</summary>
    public IReadOnlyList<DataViewSchema.Column> Outputs { get; }

    /// <summary>Plans the export of a chain.</summary>
    /// <param name="parts">The transformers.</param>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <param name="wanted">The columns that are wanted; null for those of the last model.</param>
    /// <exception cref="DeepLearningException">There is no model, or no such column.</exception>
    public static ExportPlan Of(IReadOnlyList<ITransformer> parts, DataViewSchema inputSchema, IReadOnlyList<string>? wanted)
    {
        List<DataViewSchema> schemas = [inputSchema];
        foreach (ITransformer part in parts)
            schemas.Add(part.GetOutputSchema(schemas[^1]));
        DataViewSchema.Column[] outputs = wanted is null ? Predictions(parts, schemas) : [.. wanted.Select(name => schemas[^1].GetColumnOrNull(name)
            ?? throw ColumnException.Missing(name, schemas[^1], " to export"))];
        HashSet<string> needed = [.. outputs.Select(column => column.Name)];
        List<ExportStep> steps = [];
        List<ExportInput> inputs = [];
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            DataViewSchema output = schemas[i + 1];
            DataViewSchema.Column[] made = [.. needed.Select(name => output[name]).Where(column => !Passes(parts[i], column, schemas[i], output))];
            if (made.Length == 0)
                continue;
            needed.ExceptWith(made.Select(column => column.Name));
            if (parts[i] is ImageLoadingTransformer)
            {
                // A picture is one wherever it comes from.
                inputs.AddRange(made.Select(column => new ExportInput(column, i + 1, IsPicture: true)));
                continue;
            }

            var step = new ExportStep(i, parts[i], schemas[i], made);
            steps.Insert(0, step);
            if (parts[i] is ImagePreparingTransformer { Options: var options } && schemas[i][options.InputColumnName] is { Type: not ImageDataViewType } files)
                inputs.Add(new ExportInput(files, i, IsPicture: true, options.ImageFolder, options.MaxPixels));
            else
                needed.UnionWith(step.SourcesOf(made).Select(column => column.Name));
        }

        inputs.AddRange(needed.Select(name => inputSchema[name]).Select(column => new ExportInput(column, 0, column.Type is ImageDataViewType)));
        return new ExportPlan(parts, schemas, steps, inputs, outputs);
    }

    // A column that is replaced stays in the schema, hidden by the new one of its name.
    private static bool Passes(ITransformer part, DataViewSchema.Column column, DataViewSchema input, DataViewSchema output) =>
        part is not ColumnSelectingTransformer && Named(input, column) == Named(output, column) && input.GetColumnOrNull(column.Name)?.Type.Equals(column.Type) == true;

    private static int Named(DataViewSchema schema, DataViewSchema.Column column) => schema.Count(other => other.Name == column.Name);

    // What the last model adds, and what later steps make of that.
    private static DataViewSchema.Column[] Predictions(IReadOnlyList<ITransformer> parts, List<DataViewSchema> schemas)
    {
        int model = Enumerable.Range(0, parts.Count).LastOrDefault(i => IsModel(parts[i]), -1);
        if (model < 0)
        {
            throw new DeepLearningException(
                $"None of the model's {parts.Count} transformers ({string.Join(", ", parts.Select(part => part.GetType().Name))}) predicts anything. "
                + $"Append a trainer to the pipeline, or name the columns that the file shall give, with {nameof(OnnxExportOptions.OutputColumnNames)}.");
        }

        HashSet<string> made = [.. schemas[model + 1].Where(column => !column.IsHidden && !Passes(parts[model], column, schemas[model], schemas[model + 1])).Select(column => column.Name)];
        for (int i = model + 1; i < parts.Count; i++)
        {
            DataViewSchema input = schemas[i];
            HashSet<string> after = [];
            foreach (DataViewSchema.Column column in schemas[i + 1].Where(column => !column.IsHidden))
            {
                bool follows = Passes(parts[i], column, input, schemas[i + 1]) ? made.Contains(column.Name)
                    : new ExportStep(i, parts[i], input, [column]).SourcesOf(column).Any(source => made.Contains(source.Name));
                if (follows)
                    after.Add(column.Name);
            }

            made = after;
        }

        return [.. schemas[^1].Where(column => !column.IsHidden && made.Contains(column.Name))];
    }

    private static bool IsModel(ITransformer part) =>
        part is ConvNetTransformer or NetworkTransformer or NetworkFeaturizingTransformer or GeneratorTransformer or VaeTransformer or IPredictionTransformer<object>;
}
