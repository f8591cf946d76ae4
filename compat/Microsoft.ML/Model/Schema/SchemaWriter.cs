using System.IO.Compression;
using System.Text;
using Microsoft.ML.Common;

namespace Microsoft.ML.Model.Schema;

/// <summary>Writes a schema with its annotations.</summary>
internal static class SchemaWriter
{
    public static void Write(Stream stream, DataViewSchema schema)
    {
        (DataViewSchema.Column Column, ValueCodec Codec)[] columns =
        [
            .. schema.Select(column => (column, ValueCodec.OrNull(column.Type))).Where(pair => pair.Item2 != null),
        ];
        Check.State(columns.Length > 0, "No valid columns to save");
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(new byte[SchemaFormat.HeaderSize]);

        // The tables of blocks would come here, but there are no rows.
        long lookup = stream.Position;
        long[] annotations = Array.ConvertAll(columns, pair => WriteAnnotations(writer, pair.Column));
        long contents = stream.Position;
        for (int i = 0; i < columns.Length; i++)
        {
            writer.Write(columns[i].Column.Name);
            columns[i].Codec.WriteDefinition(writer);
            writer.Write(SchemaFormat.Deflated);
            writer.Write7BitEncodedInt64(1); // rows in a block
            writer.Write(lookup);
            writer.Write(annotations[i]);
        }

        long tail = stream.Position;
        writer.Write(SchemaFormat.TailSignature);
        long end = stream.Position;
        stream.Position = 0;
        writer.Write(SchemaFormat.Signature);
        writer.Write(SchemaFormat.Version);
        writer.Write(SchemaFormat.Version);
        writer.Write(contents);
        writer.Write(tail);
        writer.Write(0L); // rows
        writer.Write(columns.Length);
        stream.Position = end;
    }

    /// <summary>Where the list of a column's annotations starts, or 0 when it has none that can be written.</summary>
    private static long WriteAnnotations(BinaryWriter writer, DataViewSchema.Column column)
    {
        Stream stream = writer.BaseStream;
        var written = new List<(string Name, ValueCodec Codec, byte Compression, long Start, long Length)>();
        var names = new HashSet<string>();
        foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
        {
            Check.State(names.Add(annotation.Name), $"Metadata with duplicate kind '{annotation.Name}' encountered, disallowed");
            if (ValueCodec.OrNull(annotation.Type) is not { } codec)
                continue;
            byte[] block = codec.Encode(column.Annotations, annotation);
            byte[] deflated = Deflate(block);
            bool small = deflated.Length < block.Length;
            long start = stream.Position;
            writer.Write(small ? deflated : block);
            written.Add((
                annotation.Name, codec, small ? SchemaFormat.Deflated : SchemaFormat.Uncompressed, start, stream.Position - start));
        }

        if (written.Count == 0)
            return 0;
        long contents = stream.Position;
        writer.Write7BitEncodedInt64(written.Count);
        foreach ((string name, ValueCodec codec, byte compression, long start, long length) in written)
        {
            writer.Write(name);
            codec.WriteDefinition(writer);
            writer.Write(compression);
            writer.Write(start);
            writer.Write7BitEncodedInt64(length);
        }

        return contents;
    }

    private static byte[] Deflate(byte[] block)
    {
        using var result = new MemoryStream();
        using (var deflate = new DeflateStream(result, CompressionMode.Compress, leaveOpen: true))
            deflate.Write(block);
        return result.ToArray();
    }
}
