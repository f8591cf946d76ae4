namespace MlNetDeep;

/// <summary>Classes in a message.</summary>
internal static class ClassList
{
    private const int Most = 20;

    /// <summary>The first classes, quoted.</summary>
    public static string Of(ClassLabels classes) =>
        string.Join(", ", classes.Texts.Take(Most).Select(text => $"'{text}'")) + (classes.Count > Most ? ", ..." : "");
}
