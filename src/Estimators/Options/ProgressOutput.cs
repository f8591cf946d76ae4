namespace MlNetDeep;

/// <summary>What a run writes to the console; the MLContext's log is told in any case.</summary>
public enum ProgressOutput
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A bar on a terminal, lines otherwise.</summary>
    Auto,

    /// <summary>A bar that is drawn over and over, with the time left.</summary>
    Bar,

    /// <summary>One line per epoch.</summary>
    Lines,
}
