using System.IO.Compression;
using System.Text;
using Microsoft.ML.Common;

namespace Microsoft.ML.Model.Schema;

/// <summary>Reads a schema with its annotations. Columns and annotations of unknown types are left out.</summary>
internal static class SchemaReader
{
    private const int LargestAnnotation = 1 << 30;

    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        Check.Decode(stream.Length >= SchemaFormat.HeaderSize + sizeof(ulong), "The schema of the model file is truncated.");
        Check.Decode(reader.ReadUInt64() == SchemaFormat.Signature, "The schema of the model file does not start with its signature.");
        ulong version = reader.ReadUInt64();
        ulong readable = reader.ReadUInt64();
        Check.Decode(
            readable <= SchemaFormat.Version && version >= SchemaFormat.OldestVersion,
            $"The schema of the model file has version 0x{version:x16}, which cannot be read.");
        long contents = reader.ReadInt64();
        long tail = reader.ReadInt64();
        long rows = reader.ReadInt64();
        int count = reader.ReadInt32();
        Check.Decode(rows >= 0 && count >= 0 && count <= stream.Length);
        Check.Decode(tail >= SchemaFormat.HeaderSize && tail <= stream.Length - sizeof(ulong));
        Check.Decode(contents >= SchemaFormat.HeaderSize && contents <= tail);
        stream.Position = tail;
        Check.Decode(reader.ReadUInt64() == SchemaFormat.TailSignature, "The schema of the model file does not end with its signature.");

        var builder = new DataViewSchema.Builder();
        try
        {
            stream.Position = contents;
            for (int i = 0; i < count; i++)
                ReadColumn(reader, tail, builder);
        }
        catch (EndOfStreamException e)
        {
            throw Check.Mark(new FormatException("The schema of the model file is truncated.", e));
        }

        return builder.ToSchema();
    }

    private static void ReadColumn(BinaryReader reader, long tail, DataViewSchema.Builder builder)
    {
        string name = reader.ReadString();
        Check.Decode(name.Length > 0, "A column of the model's schema has no name.");
        ValueCodec codec = ValueCodec.ReadDefinitionOrNull(reader, 0);
        byte compression = reader.ReadByte();
        reader.Read7BitEncodedInt64(); // rows in a block
        reader.ReadInt64(); // table of blocks
        long annotations = reader.ReadInt64();
        Check.Decode(
            annotations == 0 || (annotations >= SchemaFormat.HeaderSize && annotations <= tail), "Metadata TOC offset out of range");
        if (codec == null || compression > SchemaFormat.Deflated)
            return;
        long next = reader.BaseStream.Position;
        builder.AddColumn(name, codec.Type, annotations == 0 ? null : ReadAnnotations(reader, annotations, tail));
        reader.BaseStream.Position = next;
    }

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader, long contents, long tail)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        reader.BaseStream.Position = contents;
        long count = reader.Read7BitEncodedInt64();
        Check.Decode(count > 0 && count <= tail);
        for (long i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            ValueCodec codec = ValueCodec.ReadDefinitionOrNull(reader, 0);
            byte compression = reader.ReadByte();
            long start = reader.ReadInt64();
            long length = reader.Read7BitEncodedInt64();
            Check.Decode(start >= SchemaFormat.HeaderSize && length >= 0 && start <= tail - length, "A metadata block is out of range.");
            Check.Decode(length <= LargestAnnotation, "A metadata block is too large.");
            if (codec == null || compression > SchemaFormat.Deflated || name.Length == 0)
                continue;
            long next = reader.BaseStream.Position;
            reader.BaseStream.Position = start;
            byte[] block = reader.ReadBytes((int)length);
            codec.AddAnnotation(builder, name, compression == SchemaFormat.Deflated ? Inflate(block) : block);
            reader.BaseStream.Position = next;
        }

        return builder.ToAnnotations();
    }

    private static byte[] Inflate(byte[] block)
    {
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(block), CompressionMode.Decompress);
            using var result = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = inflate.Read(buffer); read > 0; read = inflate.Read(buffer))
            {
                Check.Decode(result.Length + read <= LargestAnnotation, "A metadata block is too large.");
                result.Write(buffer, 0, read);
            }

            return result.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw Check.Mark(new FormatException("A metadata block of the model's schema is damaged.", e));
        }
    }
}
