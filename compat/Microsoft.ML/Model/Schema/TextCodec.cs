using System.Text;
using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>The number of texts, where each one ends (in characters), and all of them as one string.</summary>
internal sealed class TextCodec() : ValueCodec<ReadOnlyMemory<char>>("TextSpan", TextDataViewType.Instance)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<ReadOnlyMemory<char>> values)
    {
        var text = new StringBuilder();
        writer.Write(values.Length);
        foreach (ReadOnlyMemory<char> value in values)
        {
            text.Append(value);
            writer.Write(text.Length);
        }

        writer.Write(text.ToString());
        writer.Flush();
    }

    public override ReadOnlyMemory<char>[] Read(BinaryReader reader, int count)
    {
        Check.Decode(reader.ReadInt32() == count, "The model file has another number of texts than it says.");
        CheckRemaining(reader, count, sizeof(int));
        int[] ends = new int[count];
        for (int i = 0; i < count; i++)
        {
            ends[i] = reader.ReadInt32();

            // The high bit marked missing values once; they are empty now.
            int previous = i == 0 ? 0 : ends[i - 1] & int.MaxValue;
            Check.Decode((ends[i] & int.MaxValue) >= previous, "The texts of the model file overlap.");
        }

        ReadOnlyMemory<char> text = reader.ReadString().AsMemory();
        Check.Decode(text.Length == (count == 0 ? 0 : ends[^1] & int.MaxValue), "The texts of the model file are truncated.");
        var values = new ReadOnlyMemory<char>[count];
        for (int i = 0, start = 0; i < count; start = ends[i] & int.MaxValue, i++)
            values[i] = ends[i] >= 0 ? text[start..ends[i]] : default;
        return values;
    }
}
