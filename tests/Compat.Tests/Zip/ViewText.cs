using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Compat.Tests.Zip;

/// <summary>A view's schema with annotations, and its rows, as lines of text to compare.</summary>
internal static class ViewText
{
    public static JsonArray Describe(IDataView view)
    {
        List<string> lines = [.. DescribeSchema(view.Schema)];
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        Func<string>[] getters = [.. view.Schema.Select(c => (Func<string>)Generic(nameof(Getter), c.Type, cursor, c))];
        while (cursor.MoveNext())
        {
            lines.Add(string.Join(" | ", getters.Select(g => g())));
        }
        return new JsonArray([.. lines.Select(l => JsonValue.Create(l))]);
    }

    public static IEnumerable<string> DescribeSchema(DataViewSchema schema)
    {
        foreach (DataViewSchema.Column column in schema)
        {
            yield return $"{column.Name}: {column.Type}{(column.IsHidden ? ", hidden" : "")}";
            foreach (DataViewSchema.Column annotation in column.Annotations.Schema)
            {
                yield return $"  {annotation.Name}: {annotation.Type} = {Generic(nameof(Annotation), annotation.Type, column.Annotations, annotation.Name)}";
            }
        }
    }

    private static object Generic(string method, DataViewType type, params object[] arguments) =>
        typeof(ViewText).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type.RawType).Invoke(null, arguments)!;

    private static string Annotation<T>(DataViewSchema.Annotations annotations, string name)
    {
        T value = default!;
        annotations.GetValue(name, ref value);
        return Text(value);
    }

    private static Func<string> Getter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return Text(value);
        };
    }

    private static string Text(object? value)
    {
        if (value is ReadOnlyMemory<char> text)
        {
            return $"'{text}'";
        }
        if (value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(VBuffer<>))
        {
            return (string)typeof(ViewText).GetMethod(nameof(Vector), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value])!;
        }
        return Convert.ToString(value, CultureInfo.InvariantCulture)!;
    }

    private static string Vector<T>(VBuffer<T> vector) => $"[{string.Join(", ", vector.DenseValues().Select(v => Text(v)))}]";
}
