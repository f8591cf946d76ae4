using System.Text;
using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>How values of one column type are written in ML.NET's binary data format.</summary>
internal abstract class ValueCodec
{
    private const int DeepestNesting = 8;

    private static readonly ValueCodec[] _simple =
    [
        new BlittableCodec<sbyte>("SByte", NumberDataViewType.SByte),
        new BlittableCodec<byte>("Byte", NumberDataViewType.Byte),
        new BlittableCodec<short>("Int16", NumberDataViewType.Int16),
        new BlittableCodec<ushort>("UInt16", NumberDataViewType.UInt16),
        new BlittableCodec<int>("Int32", NumberDataViewType.Int32),
        new BlittableCodec<uint>("UInt32", NumberDataViewType.UInt32),
        new BlittableCodec<long>("Int64", NumberDataViewType.Int64),
        new BlittableCodec<ulong>("UInt64", NumberDataViewType.UInt64),
        new BlittableCodec<float>("Single", NumberDataViewType.Single),
        new BlittableCodec<double>("Double", NumberDataViewType.Double),
        new BlittableCodec<TimeSpan>("TimeSpan", TimeSpanDataViewType.Instance),
        new BlittableCodec<DataViewRowId>("DataViewRowId", RowIdDataViewType.Instance),
        new DateTimeCodec(),
        new DateTimeOffsetCodec(),
        new BooleanCodec(),
        new TextCodec(),
    ];

    protected ValueCodec(string name, DataViewType type)
    {
        Name = name;
        Type = type;
    }

    public DataViewType Type { get; }

    private string Name { get; }

    /// <summary>The codec of a type, or null when the format has none.</summary>
    public static ValueCodec OrNull(DataViewType type)
    {
        if (type is KeyDataViewType key)
            return KeyCodec.Create(key, OrNull(TypeMap.Primitive(key.RawType)));
        if (type is VectorDataViewType vector)
            return OrNull(vector.ItemType) is { } item ? VectorCodec.Create(vector, item) : null;
        return Array.Find(_simple, codec => codec.Type.Equals(type));
    }

    /// <summary>Reads a codec's name and parameters. Null when the name is unknown.</summary>
    public static ValueCodec ReadDefinitionOrNull(BinaryReader reader, int depth)
    {
        Check.Decode(depth < DeepestNesting, "Types in the model file are nested too deeply.");
        Stream stream = reader.BaseStream;
        string name = reader.ReadString();
        long length = reader.Read7BitEncodedInt64();
        Check.Decode(length >= 0 && length <= stream.Length - stream.Position, "A type in the model file is longer than the file.");
        long end = stream.Position + length;
        ValueCodec codec = name switch
        {
            "VBuffer" => VectorCodec.ReadOrNull(reader, depth),
            "Key2" => KeyCodec.ReadOrNull(reader, depth),
            _ => Array.Find(_simple, simple => simple.Name == name),
        };
        Check.Decode(codec == null || stream.Position == end, $"The type '{name}' in the model file has parameters of the wrong length.");
        stream.Position = end;
        return codec;
    }

    public void WriteDefinition(BinaryWriter writer)
    {
        using var parameters = new MemoryStream();
        using (var inner = new BinaryWriter(parameters, Encoding.UTF8, leaveOpen: true))
            WriteParameters(inner);
        writer.Write(Name);
        writer.Write7BitEncodedInt64(parameters.Length);
        writer.Write(parameters.GetBuffer(), 0, (int)parameters.Length);
        writer.Flush();
    }

    /// <summary>A block of one value.</summary>
    public abstract byte[] Encode(DataViewSchema.Annotations annotations, DataViewSchema.Column column);

    /// <summary>Adds the value of a block of one value.</summary>
    public abstract void AddAnnotation(DataViewSchema.Annotations.Builder builder, string name, byte[] block);

    protected virtual void WriteParameters(BinaryWriter writer)
    {
    }
}
