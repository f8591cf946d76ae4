namespace MlNetDeep;

/// <summary>One line of a <see cref="CurveChart"/>: a value per epoch, with gaps where there is none.</summary>
/// <param name="Name">What the key and the tooltips call it.</param>
/// <param name="Values">The value of each epoch, null for none.</param>
/// <param name="Style">Its colour in the style sheet, "one" to "six".</param>
internal sealed record Curve(string Name, IReadOnlyList<double?> Values, string Style = "one");
