namespace MlNetDeep.Examples.Tabular;

/// <summary>What a run does.</summary>
/// <param name="Output">The folder of the table.</param>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Epochs">Passes of each network over the training rows.</param>
/// <param name="Seed">Determines the table, the split and the networks.</param>
public sealed record TabularSettings(string Output, int Rows, int Epochs, int Seed);
