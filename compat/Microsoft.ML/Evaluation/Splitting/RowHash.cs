using System.Numerics;
using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>
/// Hashes the values of a column to 30 bits, a vector as one value, with ML.NET's MurmurHash3. Missing values (empty text,
/// NaN) have no hash. The result is given as the middle of the hash's place in 0 to 1.
/// </summary>
internal static class RowHash
{
    public const uint DefaultSeed = 314489979;

    private const int Bits = 30;

    /// <summary>Mixes one value into a hash; null when the value is missing.</summary>
    private delegate uint? Mixer<T>(uint hash, T value);

    /// <returns>A reader of the hash, or null when values of that type cannot be hashed.</returns>
    public static ValueGetter<double> CreateReader(DataViewRow row, DataViewSchema.Column column, uint seed) =>
        ItemType(column) switch
        {
            TextDataViewType => Reader<ReadOnlyMemory<char>>(row, column, seed, 0, Text),
            BooleanDataViewType => Reader<bool>(row, column, seed, sizeof(uint), (hash, value) => Murmur.Round(hash, value ? 1u : 0u)),
            KeyDataViewType key => KeyReader(row, column, seed, key.RawType),
            NumberDataViewType number => NumberReader(row, column, seed, number),
            DateTimeDataViewType => Reader<DateTime>(row, column, seed, sizeof(long), (hash, value) => Long(hash, value.Ticks)),
            DateTimeOffsetDataViewType => Reader<DateTimeOffset>(row, column, seed, sizeof(long), (hash, value) => Long(hash, value.UtcTicks)),
            TimeSpanDataViewType => Reader<TimeSpan>(row, column, seed, sizeof(long), (hash, value) => Long(hash, value.Ticks)),
            _ => null,
        };

    private static DataViewType ItemType(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;

    private static ValueGetter<double> NumberReader(DataViewRow row, DataViewSchema.Column column, uint seed, NumberDataViewType type)
    {
        if (type == NumberDataViewType.Single)
        {
            return Reader<float>(row, column, seed, sizeof(float), (hash, value) =>
                float.IsNaN(value) ? null : Murmur.Round(hash, BitConverter.SingleToUInt32Bits(value == 0 ? 0 : value)));
        }

        if (type == NumberDataViewType.Double)
        {
            return Reader<double>(row, column, seed, sizeof(double), (hash, value) =>
                double.IsNaN(value) ? null : Long(hash, BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value)));
        }

        return type == NumberDataViewType.SByte ? Reader<sbyte>(row, column, seed, sizeof(uint), Int)
            : type == NumberDataViewType.Int16 ? Reader<short>(row, column, seed, sizeof(uint), Int)
            : type == NumberDataViewType.Int32 ? Reader<int>(row, column, seed, sizeof(uint), Int)
            : type == NumberDataViewType.Int64 ? Reader<long>(row, column, seed, sizeof(long), (hash, value) => Long(hash, value))
            : type == NumberDataViewType.Byte ? Reader<byte>(row, column, seed, sizeof(uint), Int)
            : type == NumberDataViewType.UInt16 ? Reader<ushort>(row, column, seed, sizeof(uint), Int)
            : type == NumberDataViewType.UInt32 ? Reader<uint>(row, column, seed, sizeof(uint), Int)
            : Reader<ulong>(row, column, seed, sizeof(ulong), (hash, value) => Long(hash, (long)value));
    }

    private static ValueGetter<double> KeyReader(DataViewRow row, DataViewSchema.Column column, uint seed, Type raw) =>
        raw == typeof(byte) ? Reader<byte>(row, column, seed, sizeof(uint), Key)
        : raw == typeof(ushort) ? Reader<ushort>(row, column, seed, sizeof(uint), Key)
        : raw == typeof(uint) ? Reader<uint>(row, column, seed, sizeof(uint), Key)
        : Reader<ulong>(row, column, seed, sizeof(ulong), (hash, value) => value == 0 ? null : Long(hash, (long)value));

    private static uint? Int<T>(uint hash, T value)
        where T : INumberBase<T> => Murmur.Round(hash, uint.CreateTruncating(value));

    private static uint? Key<T>(uint hash, T value)
        where T : INumberBase<T> => T.IsZero(value) ? null : Int(hash, value);

    private static uint Long(uint hash, long value) => Murmur.Round(Murmur.Round(hash, (uint)value), (uint)(value >> 32));

    private static uint? Text(uint hash, ReadOnlyMemory<char> value) =>
        value.IsEmpty ? null : TextHash.Compute(hash, value.Span.Trim(' '));

    /// <param name="itemBytes">What one value adds to the length that ends the hash; 0 when the mixer ends it itself.</param>
    private static ValueGetter<double> Reader<T>(DataViewRow row, DataViewSchema.Column column, uint seed, int itemBytes, Mixer<T> mix)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default;
            return (ref double place) =>
            {
                getter(ref value);
                place = Place(mix(seed, value), itemBytes);
            };
        }

        ValueGetter<VBuffer<T>> vectorGetter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return (ref double place) =>
        {
            vectorGetter(ref buffer);
            uint? hash = seed;
            foreach (T value in buffer.DenseValues())
            {
                hash = hash is uint sofar ? mix(sofar, value) : null;
            }

            place = Place(hash, itemBytes * buffer.Length);
        };
    }

    private static double Place(uint? hash, int bytes)
    {
        if (hash is not uint rounds)
        {
            return double.NaN;
        }

        uint mixed = bytes == 0 ? rounds : Murmur.Mix(rounds ^ (uint)bytes);
        return ((mixed & ((1u << Bits) - 1)) + 0.5) / (1u << Bits);
    }
}
