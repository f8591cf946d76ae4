using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnSelectingTransformer),
    typeof(ColumnSelectingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Select Columns Transform",
    ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some columns, or drops some.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private static readonly VersionInfo _version =
        new("SELCOLST", 0x00010001, 0x00010001, 0x00010001, StockAssembly.Data, LoaderSignature);

    private readonly string[] _names;
    private readonly bool _keep;
    private readonly bool _keepHidden;
    private readonly bool _ignoreMissing;

    internal ColumnSelectingTransformer(string[] keep, string[] drop, bool keepHidden, bool ignoreMissing)
    {
        _keep = keep is { Length: > 0 };
        bool drops = drop is { Length: > 0 };
        Check.State(!(_keep && drops), "Both keepColumns and dropColumns are set. Exactly one can be specified.");
        Check.State(_keep || drops, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        _names = _keep ? keep : drop;
        _keepHidden = keepHidden;
        _ignoreMissing = ignoreMissing;
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Select(inputSchema).Schema;

    public IDataView Transform(IDataView input)
    {
        Check.Value(input, nameof(input));
        return new SelectedDataView(input, Select(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) =>
        new SelectedRowMapper(inputSchema, Select(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Check.Value(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(_version);
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(_ignoreMissing);
        ctx.Writer.Write(_names.Length);
        foreach (string name in _names)
            ctx.SaveNonEmptyString(name);
    }

    internal bool Keeps(string name) => _names.Contains(name) == _keep;

    internal void CheckNames(IEnumerable<string> known)
    {
        string[] missing = [.. _names.Except(known)];
        if (missing.Length > 0 && !_ignoreMissing)
            throw Check.MissingColumn("input", string.Join(",", missing));
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        bool keep = context.Reader.ReadBoolean();
        bool keepHidden = context.Reader.ReadBoolean();
        bool ignoreMissing = context.Reader.ReadBoolean();
        int count = context.Reader.ReadInt32();
        Check.Decode(count > 0 && count * 4L <= context.Reader.BaseStream.Length);
        string[] names = new string[count];
        for (int i = 0; i < count; i++)
            names[i] = context.LoadNonEmptyString();
        return new ColumnSelectingTransformer(keep ? names : null, keep ? null : names, keepHidden, ignoreMissing);
    }

    private ColumnSelection Select(DataViewSchema schema)
    {
        Check.Value(schema, "inputSchema");
        CheckNames(schema.Select(column => column.Name));

        // Kept columns come in the order of their names, dropped ones leave the order as it is.
        IEnumerable<DataViewSchema.Column> columns = _keep
            ? _names.SelectMany(name => schema.Where(column => column.Name == name && (_keepHidden || !column.IsHidden)))
            : schema.Where(column => Keeps(column.Name));
        return new ColumnSelection(columns);
    }
}
