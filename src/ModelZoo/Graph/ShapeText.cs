namespace MlNetDeep;

/// <summary>Shapes as people read them.</summary>
internal static class ShapeText
{
    public static string Format(IEnumerable<long> shape) => $"[{InvariantText.Join(", ", shape)}]";

    /// <summary>A shape whose first dimension is the batch, shown as N.</summary>
    public static string FormatBatched(IReadOnlyList<long> shape) =>
        shape.Count == 0 ? "[]" : $"[{string.Join(", ", shape.Skip(1).Select(d => $"{d}").Prepend("N"))}]";
}
