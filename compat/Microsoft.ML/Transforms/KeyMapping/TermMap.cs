using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model.Schema;

namespace Microsoft.ML.Transforms;

/// <summary>The values that have keys, in key order.</summary>
internal abstract class TermMap
{
    private const byte TextKind = 0;
    private const byte CodecKind = 1;

    protected TermMap(PrimitiveDataViewType itemType, int count)
    {
        ItemType = itemType;
        KeyType = new KeyDataViewType(typeof(uint), Math.Max(count, 1));
    }

    public PrimitiveDataViewType ItemType { get; }

    public KeyDataViewType KeyType { get; }

    public static TermMap Create<T>(PrimitiveDataViewType itemType, T[] terms) =>
        typeof(T) == typeof(ReadOnlyMemory<char>)
            ? new TextTermMap((ReadOnlyMemory<char>[])(object)terms)
            : new ValueTermMap<T>(itemType, terms);

    public static TermMap Load(ModelLoadContext context)
    {
        byte kind = context.Reader.ReadByte();
        Check.Decode(kind is TextKind or CodecKind, $"The vocabulary has values of an unknown kind ({kind}).");
        if (kind == TextKind)
            return LoadText(context);
        ValueCodec codec = ValueCodec.ReadDefinitionOrNull(context.Reader, 0);
        Check.Decode(codec?.Type is PrimitiveDataViewType, "Unrecognized codec read");
        int count = context.Reader.ReadInt32();
        Check.Decode(count >= 0);
        return GenericCall.Invoke<TermMap>(LoadValues<int>, codec.Type.RawType, context, codec, count);
    }

    public abstract void Save(ModelSaveContext context);

    /// <summary>A listing for people who look into the model file.</summary>
    public abstract void WriteText(TextWriter writer);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, bool asText);

    public abstract Delegate CreateGetter(DataViewRow input, DataViewSchema.Column column);

    protected static void SaveText(ModelSaveContext context, ReadOnlyMemory<char>[] terms)
    {
        context.Writer.Write(TextKind);
        context.Writer.Write(terms.Length);
        foreach (ReadOnlyMemory<char> term in terms)
            context.SaveNonEmptyString(term.ToString());
    }

    protected static void SaveValues<T>(ModelSaveContext context, PrimitiveDataViewType type, T[] terms)
    {
        var codec = (ValueCodec<T>)ValueCodec.OrNull(type);
        context.Writer.Write(CodecKind);
        codec.WriteDefinition(context.Writer);
        context.Writer.Write(terms.Length);
        codec.Write(context.Writer, terms);
    }

    private static TermMap LoadText(ModelLoadContext context)
    {
        int count = context.Reader.ReadInt32();
        Check.Decode(count >= 0 && count * 4L <= context.Reader.BaseStream.Length);
        var terms = new ReadOnlyMemory<char>[count];
        var known = new HashSet<string>(count);
        for (int i = 0; i < count; i++)
        {
            string term = context.LoadNonEmptyString();
            Check.Decode(known.Add(term), $"The vocabulary has '{term}' twice.");
            terms[i] = term.AsMemory();
        }

        return new TextTermMap(terms);
    }

    private static TermMap LoadValues<T>(ModelLoadContext context, ValueCodec codec, int count)
    {
        T[] terms = count == 0 ? [] : ((ValueCodec<T>)codec).Read(context.Reader, count);
        var known = new HashSet<T>(terms);
        Check.Decode(known.Count == terms.Length, "The vocabulary has a value twice.");
        return Create((PrimitiveDataViewType)codec.Type, terms);
    }
}
