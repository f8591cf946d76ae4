namespace MlNetDeep;

/// <summary>How the classes of samples are chosen.</summary>
public enum SampledClasses
{
    /// <summary>One after the other: row i has class i modulo the number of classes.</summary>
    InTurn,

    /// <summary>Drawn from the seed of each row, all equally likely.</summary>
    Drawn,
}
