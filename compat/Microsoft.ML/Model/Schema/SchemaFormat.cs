namespace Microsoft.ML.Model.Schema;

/// <summary>
/// The head of ML.NET's binary data format, in which a model file holds its input schema: a view of no rows. All of it
/// is little-endian; counts marked LEB128 take seven bits a byte.
/// </summary>
internal static class SchemaFormat
{
    public const int HeaderSize = 256;
    public const ulong Signature = 0x00425644004C4D43;
    public const ulong TailSignature = 0x434D4C0044564200;
    public const ulong Version = 0x0001000100010006;
    public const ulong OldestVersion = 0x0001000100010002;
    public const byte Uncompressed = 0;
    public const byte Deflated = 1;
}
