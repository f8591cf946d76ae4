namespace MlNetDeep;

/// <summary>What a run writes to the console.</summary>
public enum ProgressOutput
{
    /// <summary>A bar on a terminal, lines otherwise.</summary>
    Auto,

    /// <summary>A bar that is drawn over and over, with the time left.</summary>
    Bar,

    /// <summary>One line per epoch.</summary>
    Lines,

    /// <summary>Nothing.</summary>
    None,
}
