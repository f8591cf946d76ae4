namespace MlNetDeep;

/// <summary>
/// How the input of a generator <c>[N, Latents + Classes]</c> is made up: first standard normal numbers, then the class
/// as a one-hot code.
/// </summary>
/// <remarks>It travels with the network as JSON, under the metadata key <c>generator</c>.</remarks>
/// <param name="Latents">The number of standard normal numbers, at least 1.</param>
/// <param name="Classes">The number of classes, at least 2; or 0, when images cannot be asked for by class.</param>
public sealed record GeneratorLayout(int Latents, int Classes = 0)
{
    /// <summary>The length of the input.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Length => Latents + Classes;

    internal string? FindProblem() => this switch
    {
        { Latents: < 1 } => $"Latents must be at least 1, but is {Latents}.",
        { Classes: < 0 or 1 } => $"Classes must be 0 or at least 2, but is {Classes}.",
        _ when (long)Latents + Classes > int.MaxValue => $"Latents and Classes are too many: {Latents} and {Classes}.",
        _ => null,
    };
}
