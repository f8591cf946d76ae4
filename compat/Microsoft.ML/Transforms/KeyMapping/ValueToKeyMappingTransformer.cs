using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ValueToKeyMappingTransformer),
    typeof(ValueToKeyMappingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Term Transform",
    ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Replaces values by their keys. Values without a key become missing.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private const string Vocabulary = "Vocabulary";

    private static readonly VersionInfo _version =
        new("TERMTRNF", 0x00010003, 0x00010003, 0x00010003, StockAssembly.Data, LoaderSignature);

    private static readonly VersionInfo _vocabularyVersion =
        new("TERM MAN", 0x00010002, 0x00010002, 0x00010002, StockAssembly.Data, "TermManager");

    private readonly TermMap[] _maps;
    private readonly bool[] _asText;

    internal ValueToKeyMappingTransformer((string Output, string Input)[] columns, TermMap[] maps, bool[] asText)
        : base(columns)
    {
        _maps = maps;
        _asText = asText;
    }

    private ValueToKeyMappingTransformer(ModelLoadContext context)
        : base(context)
    {
        _asText = new bool[Columns.Length];
        for (int i = 0; i < _asText.Length; i++)
            _asText[i] = context.Reader.ReadByte() != 0;
        _maps = new TermMap[Columns.Length];
        bool found = context.TryLoadSubModel(Vocabulary, inner =>
        {
            inner.CheckAtModel(_vocabularyVersion);
            Check.Decode(inner.Reader.ReadInt32() == _maps.Length, "The vocabulary is for another number of columns.");
            for (int i = 0; i < _maps.Length; i++)
                _maps[i] = TermMap.Load(inner);
        });
        Check.Decode(found, $"Missing {Vocabulary} model");
    }

    internal static void CheckInputs(DataViewSchema schema, (string Output, string Input)[] columns)
    {
        foreach (DataViewSchema.Column input in FindInputs(schema, columns))
        {
            DataViewType item = input.Type is VectorDataViewType vector ? vector.ItemType : input.Type;
            if (TypeMap.PrimitiveOrNull(item.RawType) == null)
                throw Check.WrongColumn("input", input.Name, "standard type or a vector of standard type", input.Type.ToString());
        }
    }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
        foreach (bool asText in _asText)
            context.Writer.Write(asText);
        context.SaveSubModel(Vocabulary, inner =>
        {
            inner.SetVersionInfo(_vocabularyVersion);
            inner.Writer.Write(_maps.Length);
            foreach (TermMap map in _maps)
                map.Save(inner);
            inner.SaveTextStream("Terms.txt", writer => Array.ForEach(_maps, map => map.WriteText(writer)));
        });
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema)
    {
        CheckInputs(inputSchema, Columns);
        return new Mapper(inputSchema, this);
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new ValueToKeyMappingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly TermMap[] _maps;

        public Mapper(DataViewSchema schema, ValueToKeyMappingTransformer parent)
            : base(schema, parent.Columns)
        {
            _maps = parent._maps;
            OutputColumns = new DataViewSchema.DetachedColumn[_maps.Length];
            for (int i = 0; i < _maps.Length; i++)
            {
                DataViewSchema.Column input = Inputs[i];
                var vector = input.Type as VectorDataViewType;
                DataViewType item = vector?.ItemType ?? input.Type;
                Check.State(
                    item.Equals(_maps[i].ItemType),
                    $"Could not apply a map over type '{_maps[i].ItemType}' to column '{parent.Columns[i].Output}' since it has type '{item}'");
                var builder = new DataViewSchema.Annotations.Builder();
                _maps[i].AddKeyValues(builder, input, parent._asText[i]);
                builder.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
                DataViewType type = vector == null
                    ? _maps[i].KeyType
                    : new VectorDataViewType(_maps[i].KeyType, vector.Dimensions);
                OutputColumns[i] = new DataViewSchema.DetachedColumn(parent.Columns[i].Output, type, builder.ToAnnotations());
            }
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output) => _maps[output].CreateGetter(input, Inputs[output]);
    }
}
