using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MlNetDeep;

/// <summary>The header of a .npy array.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="ColumnsFirst">Whether the first axis runs fastest (Fortran's order).</param>
/// <param name="Length">The number of bytes before the elements.</param>
internal sealed partial record NpyHeader(TensorElementType Type, long[] Shape, bool ColumnsFirst, int Length)
{
    private const int MaxText = 1 << 16;

    public static NpyHeader Read(Stream stream, string name)
    {
        var start = BoundedReading.Exactly(stream, 8, $"the header of array '{name}'");
        if (!start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'])
            || start[6] is < 1 or > 3)
        {
            WeightFileException.Throw($"Array '{name}' does not begin as a NumPy array of version 1 to 3 does.");
        }

        var width = start[6] == 1 ? 2 : 4;
        var digits = BoundedReading.Exactly(stream, width, $"the header of array '{name}'");
        var length = width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(digits) : BinaryPrimitives.ReadUInt32LittleEndian(digits);
        if (length > MaxText)
        {
            WeightFileException.Throw($"Array '{name}' has a header of {length} bytes; at most {MaxText} are sensible.");
        }

        var text = Encoding.UTF8.GetString(BoundedReading.Exactly(stream, (int)length, $"the header of array '{name}'"));
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            WeightFileException.Throw(
                $"Array '{name}' has the header {text.Trim()}, which does not give descr, fortran_order and shape.");
        }

        return new NpyHeader(
            ParseType(match.Groups["descr"].Value, name),
            [.. match.Groups["size"].Captures.Select(c => ParseSize(c.Value, name))],
            match.Groups["order"].Value == "True",
            8 + width + (int)length);
    }

    [GeneratedRegex(
        @"^\{'descr': ?'(?<descr>[^']{1,16})', ?'fortran_order': ?(?<order>True|False), ?'shape': ?"
        + @"\((?:(?<size>\d+)L?(?:, ?|(?=\))))*\),? ?\}\s*$",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();

    private static long ParseSize(string digits, string name) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size : throw new WeightFileException($"Array '{name}' has the impossible dimension {digits}.");

    private static TensorElementType ParseType(string descr, string name) => descr switch
    {
        "<f4" => TensorElementType.Float,
        "<f2" => TensorElementType.Float16,
        "<f8" => TensorElementType.Double,
        "<i8" => TensorElementType.Int64,
        "<i4" => TensorElementType.Int32,
        "<i2" => TensorElementType.Int16,
        "|i1" => TensorElementType.Int8,
        "<u8" => TensorElementType.UInt64,
        "<u4" => TensorElementType.UInt32,
        "<u2" => TensorElementType.UInt16,
        "|u1" => TensorElementType.UInt8,
        "|b1" => TensorElementType.Bool,
        _ => throw new WeightFileException(
            $"Array '{name}' has elements of type '{descr}'; only little-endian numbers are supported, no objects or text."),
    };
}
