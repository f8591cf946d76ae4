using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>Ticks.</summary>
internal sealed class DateTimeCodec() : ValueCodec<DateTime>("DateTime", DateTimeDataViewType.Instance)
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTime> values)
    {
        foreach (DateTime value in values)
            writer.Write(value.Ticks);
    }

    public override DateTime[] Read(BinaryReader reader, int count)
    {
        CheckRemaining(reader, count, sizeof(long));
        var values = new DateTime[count];
        for (int i = 0; i < count; i++)
            values[i] = FromTicks(reader.ReadInt64());
        return values;
    }

    // The least number stood for a missing value once.
    internal static DateTime FromTicks(long ticks)
    {
        Check.Decode(ticks == long.MinValue || (ticks >= 0 && ticks <= DateTime.MaxValue.Ticks), "A date in the model file is out of range.");
        return new DateTime(ticks == long.MinValue ? 0 : ticks);
    }
}
