using System.Text.RegularExpressions;

namespace MlNetDeep;

/// <summary>What native libraries say, without their stacks and the paths of their sources.</summary>
internal static partial class NativeMessage
{
    /// <summary>The message of an error of ONNX Runtime or libtorch as one sentence.</summary>
    public static string Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var text = error.Message;
        foreach (var end in new[] { "Exception raised from", "Stacktrace:", "\nframe #" })
        {
            var at = text.IndexOf(end, StringComparison.Ordinal);
            text = at > 0 ? text[..at] : text;
        }

        text = Blanks().Replace(Place().Replace(ErrorCode().Replace(text, ""), ""), " ").Trim();
        return text.EndsWith('.') ? text : $"{text}.";
    }

    [GeneratedRegex(@"^\[ErrorCode:\w+\]\s*")]
    private static partial Regex ErrorCode();

    // /onnxruntime_src/onnxruntime/core/framework/x.cc:376 void* onnxruntime::X::Y(size_t, bool) const [with T = float]
    [GeneratedRegex(@"\S+\.(cc|cpp|h|hpp|cu):\d+\s+([\w:<>*&~,\s]+\([^)]*\)\s*(const)?\s*(\[with [^\]]*\])?\s*)?")]
    private static partial Regex Place();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
