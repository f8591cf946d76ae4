namespace MlNetDeep;

/// <summary>Parameter groups of a stage: what is frozen, and how fast each layer of the rest learns.</summary>
internal static class DepthGroups
{
    private const double LeastFactor = 0.001;

    /// <summary>Groups for the whole network.</summary>
    /// <param name="features">The backbone.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="standardizing">The names of the parameters that standardize, which never learn.</param>
    public static IReadOnlyList<ParameterGroup> Of(Network features, FineTuneStage stage, IReadOnlySet<string> standardizing)
    {
        IReadOnlyList<NetworkParameter> learning = stage.UnfreezeFrom is { } layer ? features.ParametersFrom(layer) : [];
        HashSet<string> frozen = [.. features.Parameters.Select(p => p.Name).Except(learning.Select(p => p.Name)), .. standardizing];
        var groups = new List<ParameterGroup> { new() { Matches = p => frozen.Contains(p.Name), Frozen = true } };
        string[] layers = [.. learning.Select(p => p.Layer).Distinct()];
        for (int i = 0; i < layers.Length; i++)
        {
            HashSet<string> names = [.. learning.Where(p => p.Layer == layers[i]).Select(p => p.Name)];
            groups.Add(new ParameterGroup
            {
                Matches = p => names.Contains(p.Name),
                LearningRateFactor = Math.Max(LeastFactor, Math.Pow(stage.DepthFactor, layers.Length - i)),
            });
        }

        return groups;
    }
}
