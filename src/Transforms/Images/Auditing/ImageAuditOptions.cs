using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>What an audit of images looks for.</summary>
public sealed record ImageAuditOptions : ICheckedOptions
{
    /// <summary>Classes with fewer images of the first part are named. The default value is 10.</summary>
    [Range(1, int.MaxValue)]
    public int SmallClass { get; init; } = 10;

    /// <summary>Images whose shorter side is less are named. The default value is 32 pixels.</summary>
    [Range(1, 65_536)]
    public int SmallSide { get; init; } = 32;

    /// <summary>
    /// Whether pictures that can hardly be told apart are looked for: all pairs of up to 30,000 images; with more, a finding
    /// says that it was not done. The default value is true.
    /// </summary>
    public bool NearDuplicates { get; init; } = true;

    /// <summary>The largest width times height that is decoded. The default value is 100,000,000.</summary>
    [Range(1, ImageCheck.MostPixels)]
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Ends the audit. The default value is none.</summary>
    public CancellationToken CancellationToken { get; init; }
}
