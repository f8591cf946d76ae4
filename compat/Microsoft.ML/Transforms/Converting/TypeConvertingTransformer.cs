using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(TypeConvertingTransformer),
    typeof(TypeConvertingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Convert Transform",
    TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Converts columns to another type.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    private const byte HasKeyCount = 0x80;

    private static readonly VersionInfo _version = new(
        "CONVERTF", 0x00010004, 0x00010003, 0x00010004, StockAssembly.Data, LoaderSignature, "ConvertFunction");

    internal TypeConvertingTransformer((string Output, string Input)[] columns, DataKind[] kinds)
        : base(columns)
    {
        Kinds = kinds;
    }

    private TypeConvertingTransformer(ModelLoadContext context)
        : base(context)
    {
        Kinds = new DataKind[Columns.Length];
        for (int i = 0; i < Kinds.Length; i++)
        {
            byte kind = context.Reader.ReadByte();
            Check.Decode((kind & HasKeyCount) == 0, "Conversion to a key of given size cannot be read.");
            Kinds[i] = (DataKind)kind;
            Check.Decode(Enum.IsDefined(Kinds[i]), $"Conversion to an unknown kind of data ({kind}).");
        }
    }

    internal DataKind[] Kinds { get; }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
        foreach (DataKind kind in Kinds)
            context.Writer.Write((byte)kind);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, this);

    private static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new TypeConvertingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        public Mapper(DataViewSchema schema, TypeConvertingTransformer parent)
            : base(schema, parent.Columns)
        {
            OutputColumns = new DataViewSchema.DetachedColumn[Inputs.Length];
            for (int i = 0; i < Inputs.Length; i++)
            {
                DataViewSchema.Column input = Inputs[i];
                var vector = input.Type as VectorDataViewType;
                DataViewType source = vector?.ItemType ?? input.Type;
                PrimitiveDataViewType target = Target(source, TypeMap.Primitive(parent.Kinds[i]));
                Check.Param(
                    target != null && ValueConversion.Exists(source.RawType, target.RawType),
                    "inputSchema",
                    $"source column '{input.Name}' with item type '{input.Type}' is not compatible with destination type '{parent.Kinds[i]}'");
                DataViewType type = vector == null ? target : new VectorDataViewType(target, vector.Dimensions);
                OutputColumns[i] = new DataViewSchema.DetachedColumn(
                    parent.Columns[i].Output, type, Annotations(input, source, target, vector));
            }
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output)
        {
            DataViewType type = OutputColumns[output].Type;
            DataViewType target = type is VectorDataViewType vector ? vector.ItemType : type;
            DataViewSchema.Column column = Inputs[output];
            DataViewType source = column.Type is VectorDataViewType sources ? sources.ItemType : column.Type;
            return (Delegate)GenericCall.Invoke(
                ValueConversion.CreateGetter<int, int>, [source.RawType, target.RawType], input, column, target);
        }

        // Keys stay keys, and only of types that carry keys.
        private static PrimitiveDataViewType Target(DataViewType source, PrimitiveDataViewType target)
        {
            if (source is not KeyDataViewType key)
                return target;
            if (!KeyDataViewType.IsValidDataType(target.RawType))
                return null;
            ulong largest = target.RawType == typeof(byte) ? byte.MaxValue
                : target.RawType == typeof(ushort) ? ushort.MaxValue
                : target.RawType == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
            return new KeyDataViewType(target.RawType, Math.Min(key.Count, largest));
        }

        private static DataViewSchema.Annotations Annotations(
            DataViewSchema.Column input, DataViewType source, DataViewType target, VectorDataViewType vector)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            if (vector?.IsKnownSize == true)
                builder.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
            if (source is KeyDataViewType from && target is KeyDataViewType to && from.Count == to.Count)
                builder.Add(input.Annotations, name => name == AnnotationKinds.KeyValues);
            if (source is NumberDataViewType && target is NumberDataViewType)
                builder.Add(input.Annotations, name => name == AnnotationKinds.IsNormalized);
            if (input.Type is BooleanDataViewType && target is NumberDataViewType)
                builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
            return builder.ToAnnotations();
        }
    }
}
