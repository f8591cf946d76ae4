namespace MlNetDeep;

/// <summary>How a <see cref="ScoringSession"/> runs.</summary>
/// <param name="Device">"cpu", "cuda", "cuda:1" or "auto".</param>
/// <param name="Threads">Threads that one run may use; 0 is one for a small network, otherwise one for each physical core, shared by all sessions.</param>
/// <param name="Owner">The transformer whose session it is, for errors.</param>
/// <param name="IsRepeatable">
/// Whether results must have the same bits whatever the number of threads. ONNX Runtime divides the work of an operator by
/// the number of its threads, and with it the order in which some sums are made; so each run gets one thread, and threads
/// share a batch by its rows.
/// </param>
internal sealed record SessionSettings(string Device, int Threads, Type Owner, bool IsRepeatable = false);
