using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace System.Runtime.CompilerServices
{
    /// <summary>
    /// What the compiler makes of interpolated strings, in the invariant culture: a message, a name in a file or a header
    /// is the same on every machine, without a word at each of a thousand places. The compiler takes this type of the
    /// project's own before the platform's, which formats by the culture of the thread.
    /// </summary>
    [Microsoft.CodeAnalysis.Embedded, InterpolatedStringHandler, EditorBrowsable(EditorBrowsableState.Never)]
    internal struct DefaultInterpolatedStringHandler
    {
        private StringBuilder.AppendInterpolatedStringHandler _inner;
        private readonly StringBuilder _text;

        public DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
        {
            _text = new StringBuilder(literalLength + (formattedCount * 11));
            _inner = new StringBuilder.AppendInterpolatedStringHandler(literalLength, formattedCount, _text, CultureInfo.InvariantCulture);
        }

        public readonly void AppendLiteral(string value) => _text.Append(value);

        public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) => _inner.AppendFormatted(value, format);

        public void AppendFormatted<T>(T value, int alignment) => _inner.AppendFormatted(value, alignment);

        public void AppendFormatted<T>(T value, int alignment, string? format) => _inner.AppendFormatted(value, alignment, format);

        public void AppendFormatted(object? value, int alignment = 0, string? format = null) => _inner.AppendFormatted(value, alignment, format);

        public void AppendFormatted(string? value, int alignment = 0, string? format = null) => _inner.AppendFormatted(value, alignment, format);

        public readonly void AppendFormatted(scoped ReadOnlySpan<char> value) => _text.Append(value);

        public readonly string ToStringAndClear() => _text.ToString();
    }
}

namespace Microsoft.CodeAnalysis
{
    /// <summary>Types with it are for the project that they are compiled into, also where internals are visible to others.</summary>
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class EmbeddedAttribute : Attribute;
}

namespace MlNetDeep
{
    /// <summary>Texts of several things, in the invariant culture.</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal static class InvariantText
    {
        public static string Join<T>(string separator, System.Collections.Generic.IEnumerable<T> items)
        {
            var text = new StringBuilder();
            foreach (T item in items)
                text.Append(separator).Append(CultureInfo.InvariantCulture, $"{item}");
            return text.Length == 0 ? "" : text.ToString(separator.Length, text.Length - separator.Length);
        }
    }
}
