using System.Globalization;
using System.Numerics;
using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>
/// ML.NET's standard conversions between numbers, truth values and text. Integers stay signed or unsigned; floating
/// point does not become integer. What cannot be parsed becomes 0, false or not a number.
/// </summary>
internal static class ValueConversion
{
    private static readonly Type[] _signed = [typeof(sbyte), typeof(short), typeof(int), typeof(long)];
    private static readonly Type[] _unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];
    private static readonly Type[] _floating = [typeof(float), typeof(double)];

    public static bool Exists(Type source, Type target)
    {
        bool number = _signed.Contains(source) || _unsigned.Contains(source) || _floating.Contains(source);
        if (source == typeof(ReadOnlyMemory<char>) || target == typeof(ReadOnlyMemory<char>))
            return IsSimple(source) && IsSimple(target);
        if (target == typeof(bool))
            return number || source == typeof(bool);
        if (_floating.Contains(target))
            return number || source == typeof(bool);
        return _signed.Contains(target)
            ? _signed.Contains(source) || source == typeof(bool)
            : _unsigned.Contains(target) && _unsigned.Contains(source);
    }

    /// <summary>A getter of the converted values of a column.</summary>
    public static Delegate CreateGetter<TSource, TTarget>(DataViewRow row, DataViewSchema.Column column, DataViewType target)
    {
        Func<TSource, TTarget> convert = Limited(Create<TSource, TTarget>(), target);
        if (column.Type is VectorDataViewType)
            return VectorGetter(row.GetGetter<VBuffer<TSource>>(column), convert);
        if (typeof(TSource) == typeof(TTarget) && target is not KeyDataViewType)
            return row.GetGetter<TTarget>(column);
        ValueGetter<TSource> get = row.GetGetter<TSource>(column);
        TSource value = default;
        return (ValueGetter<TTarget>)((ref TTarget destination) =>
        {
            get(ref value);
            destination = convert(value);
        });
    }

    private static bool IsSimple(Type type) =>
        type == typeof(ReadOnlyMemory<char>) || type == typeof(bool)
        || _signed.Contains(type) || _unsigned.Contains(type) || _floating.Contains(type);

    private static ValueGetter<VBuffer<TTarget>> VectorGetter<TSource, TTarget>(
        ValueGetter<VBuffer<TSource>> get, Func<TSource, TTarget> convert)
    {
        VBuffer<TSource> values = default;
        bool keepsZero = EqualityComparer<TTarget>.Default.Equals(convert(default), default);
        return (ref VBuffer<TTarget> destination) =>
        {
            get(ref values);
            bool sparse = !values.IsDense && keepsZero;
            ReadOnlySpan<TSource> given = values.GetValues();
            ReadOnlySpan<int> indices = values.GetIndices();
            VBufferEditor<TTarget> editor = VBufferEditor.Create(ref destination, values.Length, sparse ? given.Length : values.Length);
            if (sparse)
                indices.CopyTo(editor.Indices);
            else if (!values.IsDense)
                editor.Values.Fill(convert(default));
            for (int i = 0; i < given.Length; i++)
                editor.Values[sparse || values.IsDense ? i : indices[i]] = convert(given[i]);
            destination = editor.Commit();
        };
    }

    // A key beyond the count of the new type is missing.
    private static Func<TSource, TTarget> Limited<TSource, TTarget>(Func<TSource, TTarget> convert, DataViewType target)
    {
        if (target is not KeyDataViewType key)
            return convert;
        return value => Convert.ToUInt64(value, CultureInfo.InvariantCulture) <= key.Count ? convert(value) : default;
    }

    private static Func<TSource, TTarget> Create<TSource, TTarget>()
    {
        if (typeof(TSource) == typeof(TTarget))
            return value => (TTarget)(object)value;
        Delegate conversion;
        if (typeof(TSource) == typeof(ReadOnlyMemory<char>))
        {
            conversion = typeof(TTarget) == typeof(bool)
                ? (Func<ReadOnlyMemory<char>, bool>)ParseBoolean
                : GenericCall.Invoke<Delegate>(Parser<int>, typeof(TTarget));
        }
        else if (typeof(TTarget) == typeof(ReadOnlyMemory<char>))
            conversion = (Func<TSource, ReadOnlyMemory<char>>)(value => Text(value).AsMemory());
        else if (typeof(TSource) == typeof(bool))
            conversion = GenericCall.Invoke<Delegate>(FromBoolean<int>, typeof(TTarget));
        else if (typeof(TTarget) == typeof(bool))
            conversion = GenericCall.Invoke<Delegate>(ToBoolean<int>, typeof(TSource));
        else
            conversion = (Delegate)GenericCall.Invoke(Numeric<int, float>, [typeof(TSource), typeof(TTarget)]);
        return (Func<TSource, TTarget>)conversion;
    }

    private static Func<TSource, TTarget> Numeric<TSource, TTarget>()
        where TSource : INumberBase<TSource>
        where TTarget : INumberBase<TTarget> =>
        TTarget.CreateTruncating;

    private static Func<bool, TTarget> FromBoolean<TTarget>()
        where TTarget : INumberBase<TTarget> =>
        value => value ? TTarget.One : TTarget.Zero;

    private static Func<TSource, bool> ToBoolean<TSource>()
        where TSource : INumberBase<TSource> =>
        value => !TSource.IsZero(value);

    private static Func<ReadOnlyMemory<char>, TTarget> Parser<TTarget>()
        where TTarget : INumberBase<TTarget>
    {
        bool floating = _floating.Contains(typeof(TTarget));
        TTarget failed = floating ? TTarget.CreateTruncating(double.NaN) : TTarget.Zero;
        NumberStyles style = floating ? NumberStyles.Float | NumberStyles.AllowThousands : NumberStyles.AllowLeadingSign;
        return text =>
        {
            ReadOnlySpan<char> trimmed = text.Span.Trim();
            if (trimmed.IsEmpty)
                return TTarget.Zero;
            return TTarget.TryParse(trimmed, style, CultureInfo.InvariantCulture, out TTarget value) ? value : failed;
        };
    }

    private static bool ParseBoolean(ReadOnlyMemory<char> text)
    {
        ReadOnlySpan<char> trimmed = text.Span;
        return trimmed is "1" or "+" or "+1" or "t" or "T" or "y" or "Y"
            || trimmed.Equals("true", StringComparison.OrdinalIgnoreCase)
            || trimmed.Equals("yes", StringComparison.OrdinalIgnoreCase);
    }

    private static string Text<T>(T value) => value switch
    {
        float single => single.ToString("G7", CultureInfo.InvariantCulture),
        double number => number.ToString("G17", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
