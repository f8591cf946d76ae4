using System.Text.Json;

namespace MlNetDeep;

/// <summary>What a saved transformer says about itself, as JSON.</summary>
/// <param name="Version">The version of this form.</param>
/// <param name="Kind">Which transformer it is, see <see cref="SavedKind"/>.</param>
/// <param name="Options">The kind's own options.</param>
/// <param name="Parts">The entries beside the header, networks for the most part.</param>
/// <param name="History">The training history, if there is one.</param>
internal sealed record SavedHeader(
    int Version, string Kind, JsonElement Options, IReadOnlyList<SavedPart> Parts, TrainingHistory? History = null)
{
    /// <summary>The version that this code writes and reads.</summary>
    public const int CurrentVersion = 1;
}

/// <summary>An entry beside the header.</summary>
/// <param name="Entry">The name of the entry.</param>
/// <param name="Length">The number of its bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes, hexadecimal.</param>
internal sealed record SavedPart(string Entry, long Length, string Sha256);
