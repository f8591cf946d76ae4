using System.Globalization;
using Microsoft.ML.Common;

namespace Microsoft.ML.Runtime;

/// <summary>A message on a channel. Its text is formatted when it is read.</summary>
public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    private readonly string _text;
    private readonly object[] _arguments;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string text, object[] arguments)
    {
        Check.NonEmpty(text, nameof(text));
        Kind = kind;
        Sensitivity = sensitivity;
        _text = text;
        _arguments = arguments;
    }

    public string Message => _arguments == null ? _text : string.Format(CultureInfo.CurrentCulture, _text, _arguments);
}
