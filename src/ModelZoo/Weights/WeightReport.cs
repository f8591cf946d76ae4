namespace MlNetDeep;

/// <summary>What of a file fitted a network, and what did not.</summary>
/// <param name="Loaded">Names of the network's tensors that got weights.</param>
/// <param name="Missing">Names of the network's tensors that the file lacks.</param>
/// <param name="Unexpected">Names of the file's tensors, as they are there, that the network lacks.</param>
/// <param name="Misshapen">Tensors that both have, with different shapes.</param>
/// <param name="HeadKept">
/// Names of tensors of the head that kept their own weights (see <see cref="LoadWeightsOptions.ReplaceHead"/>); they are
/// in none of the other lists.
/// </param>
public sealed record WeightReport(
    IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected,
    IReadOnlyList<MisshapenWeight> Misshapen, IReadOnlyList<string> HeadKept)
{
    private const int Shown = 5;

    /// <summary>Whether nothing is missing, unexpected or misshapen.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Misshapen.Count == 0;

    /// <summary>Gives the counts and the first names of each list.</summary>
    /// <returns>One line or several.</returns>
    public override string ToString() =>
        $"{Loaded.Count} tensors loaded"
        + List("missing in the file", Missing)
        + List("unexpected in the file", Unexpected)
        + List("of another shape", Misshapen)
        + List("of the head kept", HeadKept);

    private static string List<T>(string what, IReadOnlyList<T> items) => items.Count == 0 ? ""
        : $"\n- {items.Count} {what}: {InvariantText.Join(", ", items.Take(Shown))}{(items.Count > Shown ? ", ..." : "")}";
}
