namespace MlNetDeep.Fuzz;

/// <summary>What an error of the library must not look like.</summary>
internal static class Refusal
{
    // Messages of native libraries, and stacks.
    private static readonly string[] _marks = ["   at ", ".cc:", ".cpp:", "Exception raised from", "onnxruntime::", "c10::"];

    /// <summary>What is wrong with an error's message; null for nothing.</summary>
    public static string? Problem(DeepLearningException error) =>
        _marks.FirstOrDefault(m => error.Message.Contains(m, StringComparison.Ordinal)) is { } mark
            ? $"the message has '{mark}': {error.Message}" : null;

    /// <summary>Does what may be refused, in words that are fit to be read.</summary>
    public static void May(Action action)
    {
        try
        {
            action();
        }
        catch (DeepLearningException e) when (Problem(e) is null)
        {
            // As it may be.
        }
    }
}
