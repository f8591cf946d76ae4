using System.Net;
using System.Text;

namespace MlNetDeep;

/// <summary>
/// Writes HTML that is also well-formed XML. Whatever comes in as text or attribute value is encoded; only markup that
/// this class writes itself gets through as markup.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();
    private readonly Stack<string> _open = new();

    /// <summary>Starts an element; <see cref="Close"/> ends it.</summary>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        StartTag(tag, attributes).Append('>');
        _open.Push(tag);
        return this;
    }

    /// <summary>Ends the innermost open element.</summary>
    public HtmlWriter Close()
    {
        _html.Append("</").Append(_open.Pop()).Append('>');
        if (_open.Count <= 3)
            _html.Append('\n');
        return this;
    }

    /// <summary>An element without content, such as img.</summary>
    public HtmlWriter Empty(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        StartTag(tag, attributes).Append("/>");
        return this;
    }

    /// <summary>An element that holds nothing but text.</summary>
    public HtmlWriter Element(string tag, string text, params ReadOnlySpan<(string Name, string Value)> attributes) =>
        Open(tag, attributes).Text(text).Close();

    /// <summary>Text, encoded.</summary>
    public HtmlWriter Text(string text)
    {
        _html.Append(Encode(text));
        return this;
    }

    /// <summary>The style sheet, which must not be encoded; it is a constant of this library.</summary>
    public HtmlWriter Style(string css)
    {
        _html.Append("<style>\n").Append(css).Append("</style>\n");
        return this;
    }

    /// <summary>The whole document so far.</summary>
    public override string ToString() => "<!DOCTYPE html>\n" + _html;

    private StringBuilder StartTag(string tag, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach ((string name, string value) in attributes)
            _html.Append(' ').Append(name).Append("=\"").Append(Encode(value)).Append('"');
        return _html;
    }

    // Control characters and lone surrogates, which a label may hold but a document may not, become U+FFFD.
    private static string Encode(string text)
    {
        StringBuilder? clean = null;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            bool good = pair || (c >= ' ' && !char.IsSurrogate(c) && c < '\uFFFE') || c is '\t' or '\n' or '\r';
            if (!good)
                (clean ??= new StringBuilder(text))[i] = '\uFFFD';
            if (pair)
                i++;
        }
        return WebUtility.HtmlEncode(clean?.ToString() ?? text);
    }
}
