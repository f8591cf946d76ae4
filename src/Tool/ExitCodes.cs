namespace MlNetDeep.Tool;

/// <summary>How the tool ends.</summary>
internal static class ExitCodes
{
    /// <summary>All is well.</summary>
    public const int Done = 0;

    /// <summary>Something went wrong; the message says what.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>With --strict: the data has warnings or errors.</summary>
    public const int Data = 3;

    /// <summary>Interrupted before there was a result.</summary>
    public const int Cancelled = 130;
}
