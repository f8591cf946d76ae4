using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Data;

namespace MlNetDeep;

/// <summary>The values that a generator can make: real images beyond them would tell the discriminator everything.</summary>
internal sealed class ValueRange
{
    private readonly string _column;
    private readonly string _maker;
    private readonly (float Lowest, float Highest) _range;

    private ValueRange(string column, (float Lowest, float Highest) range, string maker)
    {
        _column = column;
        _maker = maker;
        _range = range;
    }

    /// <summary>The range of a generator; null when its values have no bounds.</summary>
    /// <param name="generator">The network.</param>
    /// <param name="column">The image column, for errors.</param>
    /// <param name="maker">What the network is called in errors.</param>
    public static ValueRange? Of(Network generator, string column, string maker = "generator") =>
        GanNetworks.RangeOf(generator) is { } range ? new ValueRange(column, range, maker) : null;

    /// <summary>Refuses a batch with values that the generator cannot make.</summary>
    /// <exception cref="TrainingException">A value is out of range.</exception>
    public void Check(HostBatch batch)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(batch.Pixels.bytes);
        int size = values.Length / batch.Capacity;
        values = values[..(size * batch.Count)];
        int at = 0;
        while (at < values.Length && values[at] >= _range.Lowest && values[at] <= _range.Highest)
        {
            at++;
        }

        if (at == values.Length)
        {
            return;
        }

        float bad = values[at];
        long row = batch.Rows[at / size];
        throw new TrainingException($"Row {row} (counted from 0) has the value {bad} in column '{_column}', but the {_maker} makes values from {_range.Lowest} to {_range.Highest}. Scale the images to that, or give them as bytes.");
    }
}
