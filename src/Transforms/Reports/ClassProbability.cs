namespace MlNetDeep;

/// <summary>How probable a model finds a class.</summary>
/// <param name="Index">The class, counted from 0 (multiclass: its key less 1; binary: 0 is false, 1 is true).</param>
/// <param name="Name">What it is called.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
public sealed record ClassProbability(int Index, string Name, double Probability);
