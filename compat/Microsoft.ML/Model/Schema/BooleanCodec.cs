using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>Eight values a byte, the first one lowest.</summary>
internal sealed class BooleanCodec() : ValueCodec<bool>("Boolean", BooleanDataViewType.Instance)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<bool> values)
    {
        byte[] bits = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i])
                bits[i / 8] |= (byte)(1 << (i % 8));
        }

        writer.Write(bits);
        writer.Flush();
    }

    public override bool[] Read(BinaryReader reader, int count)
    {
        CheckRemaining(reader, (int)(((long)count + 7) / 8), 1);
        byte[] bits = reader.ReadBytes((count + 7) / 8);
        bool[] values = new bool[count];
        for (int i = 0; i < count; i++)
            values[i] = (bits[i / 8] & (1 << (i % 8))) != 0;
        return values;
    }
}
