namespace MlNetDeep.Transforms;

/// <summary>How a <see cref="ScoringSession"/> runs.</summary>
/// <param name="Device">"cpu", "cuda", "cuda:1" or "auto".</param>
/// <param name="Threads">Threads that one run may use; 0 is one for each physical core.</param>
/// <param name="Owner">The transformer whose session it is, for errors.</param>
internal sealed record SessionSettings(string Device, int Threads, Type Owner);
