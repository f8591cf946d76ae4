using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A type of values that name classes: how they are read from a column and from text.</summary>
internal abstract class LabelType(string name, PrimitiveDataViewType itemType, Type rawType)
{
    private static readonly LabelType[] _all =
    [
        new Of<ReadOnlyMemory<char>>("Text", TextDataViewType.Instance, text => text.AsMemory()),
        new Of<float>("Single", NumberDataViewType.Single, text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        new Of<double>("Double", NumberDataViewType.Double, text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        new Of<sbyte>("SByte", NumberDataViewType.SByte, text => sbyte.Parse(text, CultureInfo.InvariantCulture)),
        new Of<byte>("Byte", NumberDataViewType.Byte, text => byte.Parse(text, CultureInfo.InvariantCulture)),
        new Of<short>("Int16", NumberDataViewType.Int16, text => short.Parse(text, CultureInfo.InvariantCulture)),
        new Of<ushort>("UInt16", NumberDataViewType.UInt16, text => ushort.Parse(text, CultureInfo.InvariantCulture)),
        new Of<int>("Int32", NumberDataViewType.Int32, text => int.Parse(text, CultureInfo.InvariantCulture)),
        new Of<uint>("UInt32", NumberDataViewType.UInt32, text => uint.Parse(text, CultureInfo.InvariantCulture)),
        new Of<long>("Int64", NumberDataViewType.Int64, text => long.Parse(text, CultureInfo.InvariantCulture)),
        new Of<ulong>("UInt64", NumberDataViewType.UInt64, text => ulong.Parse(text, CultureInfo.InvariantCulture)),
        new Of<bool>("Boolean", BooleanDataViewType.Instance, bool.Parse),
        new Of<DateTime>("DateTime", DateTimeDataViewType.Instance, text => DateTime.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        new Of<DateTimeOffset>("DateTimeOffset", DateTimeOffsetDataViewType.Instance, text => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture)),
        new Of<TimeSpan>("TimeSpan", TimeSpanDataViewType.Instance, text => TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture)),
    ];

    /// <summary>The name in saved models.</summary>
    public string Name { get; } = name;

    /// <summary>ML.NET's type.</summary>
    public PrimitiveDataViewType ItemType { get; } = itemType;

    /// <summary>The type that values have in .NET, or null when it names no classes.</summary>
    public static LabelType? ByRawType(Type rawType) => Array.Find(_all, type => type.RawType == rawType);

    /// <summary>The type of that name in saved models, or null.</summary>
    public static LabelType? ByName(string? name) => Array.Find(_all, type => type.Name == name);

    private Type RawType { get; } = rawType;

    /// <summary>Reads the values that an annotation of a column holds.</summary>
    public abstract ClassLabels Read(DataViewSchema.Annotations annotations, PrimitiveDataViewType itemType, string name = AnnotationNames.KeyValues);

    /// <summary>Reads the classes from texts.</summary>
    /// <exception cref="FormatException">A text is not of the type.</exception>
    /// <exception cref="OverflowException">A number does not fit the type.</exception>
    public abstract ClassLabels Parse(IEnumerable<string> texts);

    private sealed class Of<T>(string name, PrimitiveDataViewType itemType, Func<string, T> parse)
        : LabelType(name, itemType, typeof(T))
    {
        public override ClassLabels Read(DataViewSchema.Annotations annotations, PrimitiveDataViewType itemType, string name)
        {
            VBuffer<T> values = default;
            annotations.GetValue(name, ref values);
            return new NamedClasses<T>(itemType, [.. values.DenseValues()]);
        }

        public override ClassLabels Parse(IEnumerable<string> texts) => new NamedClasses<T>(ItemType, [.. texts.Select(parse)]);
    }
}
