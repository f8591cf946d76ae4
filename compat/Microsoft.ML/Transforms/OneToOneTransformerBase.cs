using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Base of transformers whose output columns each come from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase((string Output, string Input)[] columns)
    {
        Check.Value(columns, nameof(columns));
        var outputs = new HashSet<string>();
        foreach ((string output, string input) in columns)
        {
            Check.NonEmpty(input, nameof(columns));
            Check.NonEmpty(output, nameof(columns));
            Check.Param(
                outputs.Add(output), nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }

        Columns = columns;
    }

    private protected OneToOneTransformerBase(ModelLoadContext context)
        : this(LoadColumns(context))
    {
    }

    internal (string Output, string Input)[] Columns { get; }

    private protected void SaveColumns(ModelSaveContext context)
    {
        context.Writer.Write(Columns.Length);
        foreach ((string output, string input) in Columns)
        {
            context.SaveNonEmptyString(output);
            context.SaveNonEmptyString(input);
        }
    }

    private protected static DataViewSchema.Column[] FindInputs(DataViewSchema schema, (string Output, string Input)[] columns) =>
        Array.ConvertAll(columns, pair => schema.GetColumnOrNull(pair.Input) ?? throw Check.MissingColumn("input", pair.Input));

    private static (string Output, string Input)[] LoadColumns(ModelLoadContext context)
    {
        int count = context.Reader.ReadInt32();
        Check.Decode(count >= 0 && count * 8L <= context.Reader.BaseStream.Length);
        var columns = new (string Output, string Input)[count];
        for (int i = 0; i < count; i++)
            columns[i] = (context.LoadNonEmptyString(), context.LoadNonEmptyString());
        return columns;
    }

    /// <summary>A mapper of which each output column needs one input column.</summary>
    private protected abstract class OneToOneMapper(DataViewSchema schema, (string Output, string Input)[] columns) : RowMapper
    {
        protected DataViewSchema.Column[] Inputs { get; } = FindInputs(schema, columns);

        public override void AddDependencies(int output, bool[] inputs) => inputs[Inputs[output].Index] = true;
    }
}
