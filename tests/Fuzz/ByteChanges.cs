using System.Buffers.Binary;

namespace MlNetDeep.Fuzz;

/// <summary>Changes that know nothing of the format.</summary>
internal static class ByteChanges
{
    private static readonly long[] _numbers =
    [
        0, 1, -1, 2, 7, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue,
        long.MinValue, 1L << 40,
    ];

    private static readonly string[] _words = ["-1", "0", "1e999", "NaN", "999999999999", "{", "[", "\"", "..", "/", "\0", ",", "\n"];

    public static byte[] Apply(byte[] sample, byte[] other, Random random)
    {
        List<byte> bytes = [.. sample];
        for (int changes = random.Next(2) == 0 ? 1 : 1 + random.Next(4); changes > 0 && bytes.Count > 0; changes--)
            Change(bytes, other, random);
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, byte[] other, Random random)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 64), bytes.Count - at));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 256), bytes.Count - at)));
                break;
            case 5:
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 256))]);
                break;
            case 6:
                Write(bytes, at, random);
                break;
            default:
                bytes.InsertRange(at, System.Text.Encoding.ASCII.GetBytes(_words[random.Next(_words.Length)]));
                break;
        }
    }

    // A number that lies at a border, in place of what is there.
    private static void Write(List<byte> bytes, int at, Random random)
    {
        Span<byte> number = stackalloc byte[8];
        long value = _numbers[random.Next(_numbers.Length)];
        bool little = random.Next(2) == 0;
        if (little)
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value);
        int size = 1 << random.Next(4);
        Span<byte> part = little ? number[..size] : number[^size..];
        for (int i = 0; i < size && at + i < bytes.Count; i++)
            bytes[at + i] = part[i];
    }
}
