using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Common;

/// <summary>Argument and state checks with the exception types that ML.NET throws.</summary>
internal static class Check
{
    private const string MarkKey = "ML_IsMarked";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Param([DoesNotReturnIf(false)] bool condition, string name, string message = null)
    {
        if (!condition)
            throw BadParam(name, message ?? "Invalid value");
    }

    public static void Value(object value, string name)
    {
        if (value == null)
            throw new ArgumentNullException(name);
    }

    public static void NonEmpty(string value, string name)
    {
        if (string.IsNullOrEmpty(value))
            throw BadParam(name, $"{name} cannot be null or empty");
    }

    public static void NonWhiteSpace(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw BadParam(name, $"{name} cannot be null or white space");
    }

    public static void NonEmpty<T>(IReadOnlyCollection<T> value, string name)
    {
        if (value == null || value.Count == 0)
            throw BadParam(name, $"'{name}' must have at least one item.");
    }

    public static void Range([DoesNotReturnIf(false)] bool condition, string name, string message = null)
    {
        if (!condition)
            throw Mark(new ArgumentOutOfRangeException(name, message));
    }

    public static void State([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
            throw Mark(new InvalidOperationException(message));
    }

    public static void Decode([DoesNotReturnIf(false)] bool condition, string message = null)
    {
        if (!condition)
            throw BadFormat(message ?? "The model stream is corrupt.");
    }

    public static ArgumentException BadParam(string name, string message) =>
        Mark(new ArgumentOutOfRangeException(name, message));

    public static FormatException BadFormat(string message) => Mark(new FormatException(message));

    /// <summary>Marks an exception as thrown on purpose by a component, as ML.NET does.</summary>
    public static TException Mark<TException>(TException e)
        where TException : Exception
    {
        e.Data[MarkKey] = 1;
        return e;
    }

    public static bool IsMarked(Exception e) => e?.Data.Contains(MarkKey) == true;

    /// <summary>The exception for a column that a component needs and its input lacks.</summary>
    public static ArgumentOutOfRangeException MissingColumn(string role, string name) =>
        Mark(new ArgumentOutOfRangeException("schema", $"Could not find {role} column '{name}'"));

    /// <summary>The exception for a column of the wrong type.</summary>
    public static ArgumentOutOfRangeException WrongColumn(string role, string name, string expected, string actual) =>
        Mark(new ArgumentOutOfRangeException(
            "schema", $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}"));

    public static void Environment(IHostEnvironment env) => Value(env, "env");
}
