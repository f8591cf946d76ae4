namespace MlNetDeep;

/// <summary>Whether a trainer keeps rows in memory.</summary>
public enum RowCaching
{
    /// <summary>Keeps them when they fit the budget, and streams them otherwise.</summary>
    Auto,

    /// <summary>Keeps them: one pass over the data, and a complete shuffle.</summary>
    Memory,

    /// <summary>Streams them: memory does not grow with the number of rows, and the shuffle is that of a window.</summary>
    None,
}
