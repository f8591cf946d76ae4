using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>All offsets in minutes, then all ticks of the clock.</summary>
internal sealed class DateTimeOffsetCodec()
    : ValueCodec<DateTimeOffset>("DateTimeOffset", DateTimeOffsetDataViewType.Instance)
{
    private const int LargestOffset = 14 * 60;

    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTimeOffset> values)
    {
        foreach (DateTimeOffset value in values)
            writer.Write((short)value.Offset.TotalMinutes);
        foreach (DateTimeOffset value in values)
            writer.Write(value.DateTime.Ticks);
    }

    public override DateTimeOffset[] Read(BinaryReader reader, int count)
    {
        CheckRemaining(reader, count, sizeof(short) + sizeof(long));
        short[] offsets = new short[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = reader.ReadInt16();
            Check.Decode(offsets[i] == short.MinValue || Math.Abs((int)offsets[i]) <= LargestOffset, "An offset in the model file is out of range.");
        }

        var values = new DateTimeOffset[count];
        for (int i = 0; i < count; i++)
        {
            int minutes = offsets[i] == short.MinValue ? 0 : offsets[i];
            values[i] = new DateTimeOffset(DateTimeCodec.FromTicks(reader.ReadInt64()), TimeSpan.FromMinutes(minutes));
        }

        return values;
    }
}
